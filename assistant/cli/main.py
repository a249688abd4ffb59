"""The `lvzhi` command: reads arguments, calls the library, prints; no logic of its own."""

import logging
from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from assistant.cli.across import across_app
from assistant.cli.api import api_app, keys_app
from assistant.cli.common import (
    ERR,
    OUT,
    AsJson,
    Host,
    InTown,
    Port,
    ServedTown,
    load_assistant,
    load_serving,
    plain_errors,
    print_json,
    serve_by_default,
    settings_of,
)
from assistant.cli.diff import diff_app
from assistant.cli.lists import corpus_app
from assistant.cli.log import feedback_app
from assistant.cli.notes import notes_app
from assistant.cli.questions import questions_app
from assistant.cli.towns import import_app, towns_app
from assistant.cli.training import training_app
from assistant.settings import SettingsError, sub_path

app = typer.Typer(
    name="lvzhi",
    help="履职问答：用大白话问乡镇履职事项清单，回答哪张清单、哪个部门、乡镇做什么，并引用原文。",
    epilog="例：lvzhi ask 俺家房子快塌了找谁；lvzhi show 配合-40；lvzhi list --department 民政局",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(corpus_app)
app.add_typer(import_app)
app.add_typer(towns_app, name="towns")
app.add_typer(across_app)
app.add_typer(diff_app)
app.add_typer(api_app)
app.add_typer(keys_app, name="keys")
app.add_typer(training_app)
app.add_typer(questions_app, name="questions")
app.add_typer(notes_app, name="notes")
app.add_typer(feedback_app, name="feedback")

NO_SHARE = (
    "--share on 不开放：公网隧道会让问题经过境外服务器。要给外面的人用，请放到 nginx 后面，"
    "见 docs/operations.md。"
)
Question = Annotated[list[str], typer.Argument(help="要问的话；空格分开的几段会连起来。")]


@app.command()
def ask(question: Question, town: InTown = "", as_json: AsJson = False) -> None:
    """问一个问题，得到带引文的回答。"""
    from assistant.cli.printing.answers import print_answer

    with plain_errors():
        assistant = load_assistant(settings_of(town))
        answer = assistant.ask(" ".join(question))
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        print_answer(OUT, answer, assistant.town)


@app.command()
def chat(town: InTown = "") -> None:
    """连续对话；输入空行或按 Ctrl-D 结束。"""
    from assistant.answering.talk.turns import TalkState
    from assistant.cli.printing.answers import print_answer

    with plain_errors():
        assistant, talk = load_assistant(settings_of(town)), TalkState()
        OUT.print(f"{assistant.town.name}履职问答，直接输入问题，空行结束。")
        while True:
            try:
                question = OUT.input("[bold]问：[/bold]").strip()
            except (EOFError, KeyboardInterrupt):
                break
            if not question:
                break
            answer, talk, _ = assistant.turn(question, state=talk)
            print_answer(OUT, answer, assistant.town)


@app.command()
def search(
    question: Question,
    k: Annotated[int, typer.Option("--top", "-k", min=1, max=50, help="显示前几项。")] = 5,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """看检索过程：每个事项的各路得分和匹配到的条文、相似问。"""
    from assistant.cli.printing.answers import print_hits

    with plain_errors():
        hits = load_assistant(settings_of(town)).search.search(" ".join(question), k)
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
def build(
    force: Annotated[bool, typer.Option("--force", help="完好也重建，全部重新向量化。")] = False,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """建立索引；已有完好索引时什么也不做，只重新向量化有改动的文字。"""
    from assistant.assistant import Assistant
    from assistant.cli.printing.answers import progress_reporter

    with plain_errors(), progress_reporter(ERR) as reporter:
        assistant = Assistant.load(settings_of(town), reporter, rebuild=force)
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


@app.command(
    epilog="例：lvzhi serve；lvzhi serve --host 0.0.0.0 --port 8080；"
    "lvzhi serve --root-path /lvzhi。设置、nginx、备份见 docs/operations.md。"
)
def serve(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    town: ServedTown = "",
    root_path: Annotated[
        str,
        typer.Option(
            metavar="/PATH",
            help="网页放在 nginx 的哪个子路径下，如 /lvzhi；同时请设 LVZHI_TRUSTED_PROXIES。",
        ),
    ] = "",
    share: Annotated[
        Literal["off", "on"],
        typer.Option(help="只能是 off：Gradio 的公网隧道会让问题经过境外服务器。"),
    ] = "off",
) -> None:
    """打开网页，同时提供 HTTP 接口；按 Ctrl+C 停止，正在答的会答完。"""
    # The service stands above this package; it is named here so that users have one command.
    from importlib import import_module

    with plain_errors():
        if share == "on":
            raise SettingsError(NO_SHARE)
        serve_by_default(town)
        import_module("app").serve(host, port, sub_path(root_path), load_serving)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app(arguments)
