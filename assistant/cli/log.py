"""`lvzhi feedback`: the question log from the command line; no logic of its own."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import (
    OUT,
    AsJson,
    InTown,
    load_assistant,
    plain_errors,
    print_json,
    settings_of,
)
from assistant.cli.printing.log import print_usage, print_week
from assistant.log.export import ExportFormat, exported
from assistant.log.question_log import FeedbackError, FeedbackStore
from assistant.log.usage import DEFAULT_DAYS, period, usage_of
from assistant.settings import MAX_FEEDBACK_DAYS

feedback_app = typer.Typer(
    help="问答记录：问了什么、答得怎样、评价如何。电话和证件号码在存入前已隐去，过期自动删除。",
    epilog="例：lvzhi feedback stats --days 7；lvzhi feedback export 记录.csv",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Days = Annotated[
    int | None,
    typer.Option(min=1, max=MAX_FEEDBACK_DAYS, help="只要最近几天的，含今天；不写则全部。"),
]


@feedback_app.command(epilog="例：lvzhi feedback export 记录.csv；lvzhi feedback export 记录.jsonl")
def export(
    file: Annotated[Path | None, typer.Argument(help="写到哪个文件；不写则打印 JSONL。")] = None,
    form: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="不写则看文件名的后缀，.csv 为 CSV，其余为 JSONL。"),
    ] = None,
    days: Days = None,
    town: InTown = "",
) -> None:
    """导出问答记录，新的在前。

    CSV 可用 Excel 或 WPS 打开；JSONL 每行一条。
    """
    with plain_errors():
        store = FeedbackStore.open(settings_of(town))
        entries = [*store.entries(period(days) if days else None)]
        by_name = ExportFormat.CSV if file and file.suffix == ".csv" else ExportFormat.JSONL
        text = exported(entries, form or by_name)
        if file is None:
            typer.echo(text, nl=False)
            return
        _write(file, text.encode())
    OUT.print(f"已导出 {len(entries)} 条到 {file}", markup=False, soft_wrap=True)


@feedback_app.command()
def stats(
    days: Annotated[
        int, typer.Option(min=1, max=MAX_FEEDBACK_DAYS, help="最近几天，含今天。")
    ] = DEFAULT_DAYS,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """看用量：每天多少问题、各清单、各部门、拒答占比、评价、用时。"""
    with plain_errors():
        store = FeedbackStore.open(settings_of(town))
        since = period(days)
        usage = usage_of(store.entries(since), since)
    if as_json:
        rows = asdict(usage)
        rows["days"] = [{**row, "day": row["day"].isoformat()} for row in rows["days"]]
        print_json(rows)
    else:
        print_usage(OUT, usage)


@feedback_app.command(epilog="例：lvzhi feedback week；lvzhi feedback week 一周.xlsx --ago 1")
def week(
    file: Annotated[
        Path | None, typer.Argument(help="写成哪个 Excel 文件（.xlsx）；不写则打印出来。")
    ] = None,
    ago: Annotated[int, typer.Option(min=0, max=520, help="几周以前，0 是本周，周一算起。")] = 0,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """看一周：问得最多、没答好的问题，相近的合在一起，附可能的事项。

    已挂到事项上的、标了“不用管”的不列；险情只计次数，骂人的话不列。
    """
    from assistant.staff.added_questions import QuestionStore
    from assistant.staff.unanswered.alike import Sorter
    from assistant.staff.unanswered.week import facts_of, week_of
    from assistant.staff.unanswered.week_sheet import workbook

    with plain_errors():
        settings = settings_of(town)
        log, questions, assistant = (
            FeedbackStore.open(settings),
            QuestionStore.open(settings),
            load_assistant(settings),
        )
        found = week_of(log, questions, assistant, Sorter(assistant.engine), ago)
        if file is not None:
            _write(file, workbook(found, assistant.town))
    if as_json:
        print_json(facts_of(found))
    elif file is not None:
        told = f"已把 {len(found.missed)} 个没答好的问题写到 {file}"
        OUT.print(told, markup=False, soft_wrap=True)
    else:
        print_week(OUT, found, assistant.town)


@feedback_app.command()
def prune(
    days: Annotated[
        int | None,
        typer.Option(
            min=0, max=MAX_FEEDBACK_DAYS, help="只留最近几天的，0 表示全部删除；不写用保存期。"
        ),
    ] = None,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """删除过期的问答记录。

    服务运行时每天自动删除一次；删去的内容在文件里也被抹掉。
    """
    with plain_errors():
        store = FeedbackStore.open(settings_of(town))
        keep = store.keep_days if days is None else days
        deleted = store.prune(keep)
    if as_json:
        print_json({"deleted": deleted, "keep_days": keep})
    else:
        OUT.print(f"已删除 {deleted} 条，保留最近 {keep} 天的记录。")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise FeedbackError(f"{file}：写不进去，请检查文件夹和权限，或换个位置。") from error
