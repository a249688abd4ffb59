"""`lvzhi notes`: what the town's staff add to the lists; no logic of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import OUT, AsJson, InTown, plain_errors, print_json, settings_of
from assistant.notes.book import NoteError
from assistant.notes.checks import Problem
from assistant.notes.note import NAMES, Change, NoteKind
from assistant.notes.sheets import exported, read_drafts
from assistant.notes.store import Draft, NoteStore

notes_app = typer.Typer(
    help="本地补充：给事项或部门记下办理地点、电话、办公时间、材料，回答里另起一行注明不是清单原文。",
    epilog="例：lvzhi notes export 补充.xlsx；填好后 lvzhi notes import 补充.xlsx --who 党政办",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Subject = Annotated[str, typer.Argument(help="事项编号，如 配合-40；或部门的全称、简称。")]
Who = Annotated[str, typer.Option(help="填写人：姓名或岗位，2 到 20 个字；只给工作人员看。")]
Mobile = Annotated[
    bool, typer.Option("--public-mobile", help="里面的手机号是对外公布的工作手机，不是个人的。")
]


@notes_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件。")], town: InTown = ""
) -> None:
    """导出成 Excel：全部事项和部门各一行，带着现有的补充；还没有补充时就是空白的表。"""
    with plain_errors():
        content = exported(NoteStore.open(settings_of(town)))
        try:
            file.write_bytes(content)
        except OSError as error:
            raise NoteError(f"{file}：写不进去，请检查文件夹和权限，或换个位置。") from error
    OUT.print(f"已导出到 {file}", markup=False, soft_wrap=True)


@notes_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="export 导出、填好的 .xlsx 文件。")],
    who: Who,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """导入填好的 Excel，马上生效。

    全部合格才收，否则列出每一处错误的行和列，一个也不收。空着的格不改原来的内容，写“删除”的去掉。
    """
    with plain_errors():
        store = NoteStore.open(settings_of(town))
        _told(store.enter(read_drafts(file), who), as_json)


@notes_app.command("set", epilog="例：lvzhi notes set 配合-40 --phone 0476-7890123 --who 党政办")
def set_note(
    subject: Subject,
    who: Who,
    office: Annotated[str | None, typer.Option(help='办理地点；写 "" 去掉，下同。')] = None,
    window: Annotated[str | None, typer.Option(help="窗口。")] = None,
    phone: Annotated[str | None, typer.Option(help="电话，几个用顿号隔开。")] = None,
    hours: Annotated[str | None, typer.Option(help="办公时间。")] = None,
    papers: Annotated[str | None, typer.Option(help="要带的材料。")] = None,
    guide: Annotated[str | None, typer.Option(help="官方办事指南的 https 网址。")] = None,
    sentence: Annotated[str | None, typer.Option(help="补充的一句话。")] = None,
    public_mobile: Mobile = False,
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """给一个事项或部门记下补充，马上生效；没写的项目不变。"""
    given = dict(
        zip(NoteKind, (office, window, phone, hours, papers, guide, sentence), strict=True)
    )
    values = {kind: value for kind, value in given.items() if value is not None}
    with plain_errors():
        store = NoteStore.open(settings_of(town))
        _told(store.enter([Draft(subject, values, mobile=public_mobile)], who), as_json)


@notes_app.command()
def show(
    subject: Annotated[str, typer.Argument(help="只看一个事项或部门，连同历次改动。")] = "",
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """列出现有的补充；写了事项或部门，列出它的历次改动。"""
    with plain_errors():
        store = NoteStore.open(settings_of(town))
        notes = store.notes()
        shown = notes.history(_key(store, subject)) if subject else [*notes.standing.values()]
        _told(shown, as_json)


@notes_app.command()
def undo(
    who: Who,
    subject: Annotated[str, typer.Argument(help="只撤销这个事项或部门的；不写则整次撤销。")] = "",
    town: InTown = "",
    as_json: AsJson = False,
) -> None:
    """撤销最近一次填写或导入，恢复以前的内容；再撤销一次就又回来。"""
    with plain_errors():
        store = NoteStore.open(settings_of(town))
        _told(store.undo(who, _key(store, subject) if subject else ""), as_json)


def _key(store: NoteStore, said: str) -> str:
    subject = store.rules.subject(said)
    if isinstance(subject, Problem):
        raise NoteError(subject.sentence)
    return subject.key


def _told(changes: Sequence[Change], as_json: bool) -> None:
    if as_json:
        print_json([change.model_dump(mode="json") for change in changes])
        return
    for one in changes:
        what = f"{one.subject} {NAMES[one.kind]}：{one.value or '（去掉了）'}"
        OUT.print(f"{what} · {one.at:%Y-%m-%d} {one.who}", markup=False, soft_wrap=True)
    OUT.print(f"共 {len(changes)} 条。")
