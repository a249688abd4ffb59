"""`lvzhi questions`: staff attach missed questions to duties; no logic of its own."""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import (
    ERR,
    OUT,
    AsJson,
    InTown,
    load_assistant,
    plain_errors,
    print_json,
    settings_of,
)
from assistant.cli.printing.questions import (
    ask_decisions,
    conflict_row,
    print_conflicts,
    print_decided,
    print_proposed,
    question_row,
    reply_row,
)
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore, to_lines
from assistant.staff.question_checks import (
    Draft,
    Placed,
    QuestionError,
    question_id,
    sounds_of_danger,
)
from assistant.staff.question_files import read_drafts
from assistant.staff.review import Reply, replies
from corpus.bank.questions import AskedQuestion, Asker

questions_app = typer.Typer(
    help="教助手新问法：把没答好的问题挂到事项上，审核后立即生效，不必重建索引。",
    epilog="步骤：add 或 import 提交 → check 看评测有无变化 → review 审核，接受即生效。",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Accept = Annotated[bool, typer.Option("--accept", help="不经审核，直接生效。")]


@questions_app.command(epilog="例：lvzhi questions add 屋顶要塌了谁给修 --duty 配合-40")
def add(
    question: Annotated[
        list[str], typer.Argument(help="群众或干部的原话，2 到 200 个字，不含电话和证件号码。")
    ],
    duty: Annotated[
        list[str], typer.Option(help="挂到哪个事项，如 配合-40；可写多次，最准的在前。")
    ],
    department: Annotated[
        list[str] | None,
        typer.Option(help="归哪个部门，全称或简称；可写多次。不写则按事项自动填。"),
    ] = None,
    who: Annotated[
        Asker, typer.Option(help="谁会这么问：villager 群众、staff 干部、keyword 关键词。")
    ] = Asker.VILLAGER,
    accept: Accept = False,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """提交一个问题，等待审核。"""
    with plain_errors():
        settings = settings_of(town)
        store = QuestionStore.open(settings, partial(_in_danger, settings))
        draft = Draft(
            question=" ".join(question),
            duties=tuple(duty),
            departments=tuple(department or ()),
            who=who,
        )
        _proposed(store, store.propose([Placed("", draft)]), accept, as_json)


@questions_app.command("import", epilog="例：lvzhi questions import 新问题.csv")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV 或 JSONL 文件。")],
    accept: Accept = False,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """提交一个文件里的问题，等待审核。

    全部合格才收，否则列出每一处错误的文件和行号，一个也不收。
    CSV 的表头是 question,duties,departments,who（或 问题,事项,部门,提问人），后两列可不写，
    一格里的几个值用分号隔开；JSONL 每行一个同名字段的对象，export 写出的文件可直接导入。
    """
    with plain_errors():
        settings = settings_of(town)
        store = QuestionStore.open(settings, partial(_in_danger, settings))
        _proposed(store, store.propose(read_drafts(file)), accept, as_json)


@questions_app.command(epilog="例：lvzhi questions review；lvzhi questions review --accept-all")
def review(
    accept_all: Annotated[bool, typer.Option("--accept-all", help="全部接受。")] = False,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="编号", help="接受这个编号；可写多次。")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(metavar="编号", help="不要这个编号；可写多次。")
    ] = None,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """逐个审核待审的问题，接受的立即生效。

    每个问题都显示所挂的事项和助手现在的回答，由人决定接受、不要或跳过。
    不带选项时逐个询问；只带 --json 时列出待审的问题和现在的回答，不作决定。
    """
    with plain_errors():
        store = QuestionStore.open(settings_of(town))
        if accept_all or accept or reject:
            all_others = {question_id(item.question) for item in store.pending()} - {
                *(reject or ())
            }
            chosen = sorted(all_others) if accept_all else accept or ()
            accepted, rejected = store.decide(chosen, reject or ())
        elif as_json:
            print_json([reply_row(one) for one in _replies(store)])
            return
        else:
            accepted, rejected = ask_decisions(OUT, store, _replies(store))
        _decided(store, accepted, rejected, as_json)


@questions_app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="编号...", help="已生效问题的编号。")],
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """撤下已生效的问题。

    编号见 lvzhi questions export --json。
    """
    with plain_errors():
        store = QuestionStore.open(settings_of(town))
        removed = store.remove(ids)
        load_assistant(settings_of(town))
    if as_json:
        print_json([question_row(item) for item in removed])
    else:
        OUT.print(f"已撤下 {len(removed)} 个问题，还有 {len(store.added())} 个生效。")


@questions_app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="写到哪个文件；不写则打印出来。")] = None,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """导出已生效的问题。

    写成 JSONL，可用 import 导入到别处；--json 另带编号。
    """
    with plain_errors():
        added = QuestionStore.open(settings_of(town)).added()
        if file is not None:
            _write(file, to_lines(added))
    if as_json:
        print_json([question_row(item) for item in added])
    elif file is not None:
        OUT.print(f"已导出 {len(added)} 个问题到 {file}", markup=False, soft_wrap=True)
    else:
        typer.echo(to_lines(added), nl=False)


@questions_app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="评测题目（JSONL）；不写则用公开题目。")
    ] = None,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """接受之前先评测：看待审的问题改变了什么。

    同一批题目评测两次，第二次加上待审的问题，列出各类问法的变化和新答对、新答错的题；
    有新答错的以 1 退出。待审的问题不会因此生效。
    """
    from assistant.staff.trial import evaluation

    with plain_errors():
        settings = settings_of(town)
        if settings.town_files.imported and not files:
            raise QuestionError("公开题目是富河镇的；别的乡镇请写上自己的评测题目文件。")
        found = evaluation(QuestionStore.open(settings))
        raise typer.Exit(found.check_pending(settings, files, as_json))


@questions_app.command()
def conflicts(
    min_cosine: Annotated[
        float | None, typer.Option(min=0, max=1, help="两个问题至少多相近；不写用推荐值。")
    ] = None,
    min_probability: Annotated[
        float | None, typer.Option(min=0, max=1, help="错判至少多有把握；不写用推荐值。")
    ] = None,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """找互相矛盾的相似问：话很像，却挂在不同的事项上。

    随产品发布的和自己加的都查。
    留一法：把一个问题当作没收录来问，最像它的另一问属于别的事项，
    排序也很有把握地选了别的事项，就列出来请人看。
    """
    from assistant.cli.printing.answers import progress_reporter
    from index.training.conflicts import MIN_COSINE, MIN_PROBABILITY, find_conflicts

    with plain_errors():
        store = QuestionStore.open(settings_of(town))
        search = load_assistant(settings_of(town)).search
    with progress_reporter(ERR) as reporter:
        found = find_conflicts(
            search,
            MIN_COSINE if min_cosine is None else min_cosine,
            MIN_PROBABILITY if min_probability is None else min_probability,
            lambda done, total: reporter.progress("留一法打分", done, total),
        )
    added = frozenset(item.question for item in store.added())
    if as_json:
        print_json([conflict_row(one, added) for one in found])
    else:
        print_conflicts(OUT, found, added, store.town)


def _in_danger(settings: Settings, question: str) -> bool:
    """Whether it is no duty's; only what sounds so is worth loading the classifier for."""
    return sounds_of_danger(question) and load_assistant(settings).reports_danger(question)


def _proposed(
    store: QuestionStore, fresh: Sequence[AskedQuestion], accept: bool, as_json: bool
) -> None:
    if accept:
        accepted, _ = store.decide([question_id(item.question) for item in fresh])
        _decided(store, accepted, (), as_json)
    elif as_json:
        rows = [question_row(item) for item in fresh]
        print_json({"proposed": rows, "pending": len(store.pending())})
    else:
        print_proposed(OUT, fresh, store)


def _replies(store: QuestionStore) -> Iterator[Reply]:
    pending = store.pending()
    return replies(load_assistant(settings_of(store.town.key)), pending) if pending else iter(())


def _decided(
    store: QuestionStore,
    accepted: Sequence[AskedQuestion],
    rejected: Sequence[AskedQuestion],
    as_json: bool,
) -> None:
    """Bring accepted questions live, ask each of them, and tell what became of them."""
    started = time.perf_counter()
    assistant = load_assistant(settings_of(store.town.key)) if accepted else None
    after = list(replies(assistant, accepted)) if assistant else []
    took_s = time.perf_counter() - started
    left = len(store.pending())
    if not as_json:
        print_decided(OUT, after, len(rejected), left, took_s)
        return
    rows = {
        "accepted": [reply_row(reply) for reply in after],
        "rejected": [question_row(item) for item in rejected],
    }
    print_json(rows | {"pending": left, "took_s": round(took_s, 2)})


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise QuestionError(f"{file}：写不进去，请检查文件夹和权限，或换个位置。") from error
