"""The `lvzhi` command: reads arguments, calls the library, prints; no logic of its own."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli_common import ERR, OUT, load_assistant, plain_errors, print_json
from assistant.cli_questions import questions_app
from assistant.settings import Settings
from corpus.models import Duty, ListName
from corpus.source import SourceError
from corpus.town import SOURCE_FILE, load_town, town_folder

app = typer.Typer(
    name="lvzhi",
    help="履职问答：用大白话问乡镇履职事项清单，回答哪张清单、哪个部门、镇里做什么，并引用原文。",
    epilog="例：lvzhi ask 俺家房子快塌了找谁；lvzhi show 配合-40；lvzhi list --department 林草局",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(questions_app, name="questions")

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]
Question = Annotated[list[str], typer.Argument(help="要问的话；空格分开的几段会连起来。")]


@app.command()
def ask(question: Question, as_json: AsJson = False) -> None:
    """问一个问题，得到带引文的回答。"""
    from assistant.console import print_answer

    with plain_errors():
        answer = load_assistant().ask(" ".join(question))
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        print_answer(OUT, answer)


@app.command()
def chat() -> None:
    """连续对话；输入空行或按 Ctrl-D 结束。"""
    from assistant.console import print_answer

    history: list[str] = []
    with plain_errors():
        assistant = load_assistant()
        OUT.print(f"{assistant.town.name}履职问答，直接输入问题，空行结束。")
        while True:
            try:
                question = OUT.input("[bold]问：[/bold]").strip()
            except (EOFError, KeyboardInterrupt):
                break
            if not question:
                break
            print_answer(OUT, assistant.ask(question, history))
            history.append(question)


@app.command()
def search(
    question: Question,
    k: Annotated[int, typer.Option("--top", "-k", min=1, max=50, help="显示前几项。")] = 5,
    as_json: AsJson = False,
) -> None:
    """看检索过程：每个事项的各路得分和匹配到的条文、相似问。"""
    from assistant.console import print_hits

    with plain_errors():
        hits = load_assistant().search.search(" ".join(question), k)
    if not as_json:
        print_hits(OUT, hits)
        return
    rows = [
        {
            "duty_id": hit.duty.duty_id,
            "probability": hit.probability,
            "signals": hit.signals,
            "passage": {"text": hit.passages[0].passage.text, "cosine": hit.passages[0].score},
            "asked": [
                {"question": item.asked.question, "cosine": item.score} for item in hit.asked[:3]
            ],
        }
        for hit in hits
    ]
    print_json(rows)


@app.command()
def show(
    duty: Annotated[list[str], typer.Argument(help="事项编号：配合-40，或 配合 40。")],
    as_json: AsJson = False,
) -> None:
    """显示一个事项的全文。"""
    from assistant.console import print_duty

    with plain_errors():
        town = load_town(Settings.from_environment().town)
        wanted = "-".join(part for word in duty for part in word.split("-") if part)
        try:
            found = town.duty(wanted)
        except KeyError:
            sizes = "、".join(f"{item.name} 1 到 {len(item.duties)}" for item in town.lists)
            raise SourceError(f"没有“{wanted}”这一项，应为：{sizes}，例如 配合-40。") from None
    if as_json:
        typer.echo(json.dumps(_duty_row(found) | found.model_dump(mode="json"), ensure_ascii=False))
    else:
        print_duty(OUT, found)


@app.command("list")
def list_duties(
    list_name: Annotated[ListName | None, typer.Option("--list", help="只看一张清单。")] = None,
    section: Annotated[str | None, typer.Option(help="只看一个类别，如 民生服务。")] = None,
    department: Annotated[
        str | None, typer.Option(help="只看一个部门，全称或简称，如 林草局。")
    ] = None,
    enforcement: Annotated[bool, typer.Option("--enforcement", help="只看行政执法事项。")] = False,
    as_json: AsJson = False,
) -> None:
    """按清单、类别、部门列出事项。"""
    from assistant.console import duty_table
    from corpus.catalogue import Catalogue

    with plain_errors():
        catalogue = Catalogue(load_town(Settings.from_environment().town))
        duties = catalogue.filtered(
            list_name=list_name,
            section=section,
            department=department,
            enforcement=True if enforcement else None,
        )
    if as_json:
        print_json([_duty_row(duty) for duty in duties])
    else:
        OUT.print(duty_table(duties))


@app.command()
def audit(
    file: Annotated[
        Path | None, typer.Argument(help="清单纯文本；不写则核对随产品发布的清单。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """核对清单：声明项数与读出项数、序号、部门、跨页合并、覆盖率；对不上时退出码为 1。"""
    from assistant.console import print_audit
    from corpus.audit import audit_town
    from corpus.source import read_lines
    from corpus.town import describe, read_town

    with plain_errors():
        path = file or town_folder(Settings.from_environment().town) / SOURCE_FILE
        town, found = read_town(path)
        if town is None:
            raise SourceError(describe(path, found))
        report = audit_town(town, read_lines(path))
        sentences = describe(path, found).splitlines()
        sentences += [f"{path.name} {problem}。" for problem in report.problems]
    if as_json:
        print_json(asdict(report) | {"problems": sentences})
    else:
        print_audit(OUT, report, sentences)
    if sentences:
        raise typer.Exit(1)


@app.command()
def build(
    force: Annotated[bool, typer.Option("--force", help="完好也重建，全部重新向量化。")] = False,
    as_json: AsJson = False,
) -> None:
    """建立索引；已有完好索引时什么也不做，只重新向量化有改动的文字。"""
    from assistant.assistant import Assistant
    from assistant.console import progress_reporter

    with plain_errors(), progress_reporter(ERR) as reporter:
        settings = Settings.from_environment()
        assistant = Assistant.load(settings, reporter, rebuild=force)
    facts = {
        "town": assistant.town.key,
        "index_version": assistant.index_version,
        "model": assistant.model_name,
        "duties": len(assistant.town.duties),
        "passages": len(assistant.search.passages),
        "asked": len(assistant.search.asked),
    }
    if as_json:
        print_json(facts)
    else:
        OUT.print(
            f"索引 {facts['index_version']} 就绪：{facts['duties']} 项、"
            f"{facts['passages']} 段条文、{facts['asked']} 个相似问，模型 {facts['model']}。"
        )


@app.command("train-ranker")
def train_ranker(
    folder: Annotated[
        Path | None, typer.Option("--out", help="权重写到哪个文件夹；不写则更新随产品发布的权重。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """用相似问训练排序权重和“清单是否覆盖”的判断（留一法），并报告准确率。"""
    from assistant.console import progress_reporter, training_summary
    from index.training import replace_unfit_weights, train, write_weights

    replace_unfit_weights()
    with plain_errors(), progress_reporter(ERR) as reporter:
        trained = train(
            load_assistant().search,
            lambda done, total: reporter.progress("留一法打分", done, total),
        )
    write_weights(trained, folder)
    if as_json:
        print_json(asdict(trained))
    else:
        OUT.print(training_summary(trained))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听地址；0.0.0.0 表示对外开放。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="监听端口。")] = 7860,
) -> None:
    """打开网页聊天。"""
    # The chat page stands above this package; it is named here so that users have one command.
    from importlib import import_module

    with plain_errors():
        import_module("app").serve(load_assistant(), host, port)


def _duty_row(duty: Duty) -> dict[str, object]:
    return {
        "duty_id": duty.duty_id,
        "list": duty.list,
        "number": duty.number,
        "section": duty.section,
        "title": duty.title,
        "enforcement": duty.enforcement,
        "departments": list(duty.departments),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app(arguments)


if __name__ == "__main__":
    main()
