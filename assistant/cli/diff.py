"""`lvzhi diff`: two versions of a town, or two towns, beside each other; no logic of its own."""

from typing import Annotated

import typer

from assistant.cli.common import OUT, AsJson, plain_errors, print_json
from assistant.settings import Settings
from corpus.comparison.two_towns import two_towns
from corpus.source import SourceError

diff_app = typer.Typer()


@diff_app.command(
    epilog="例：lvzhi diff shiqiao；lvzhi diff shiqiao --from 2026-03-01；"
    "lvzhi diff shiqiao bailu。见 docs/towns.md。"
)
def diff(
    key: Annotated[str, typer.Argument(metavar="代号", help="哪个乡镇，见 lvzhi towns。")],
    other: Annotated[
        str,
        typer.Argument(metavar="[另一个代号]", help="和哪个乡镇比；不写则比这个乡镇的新旧两版。"),
    ] = "",
    since: Annotated[
        str,
        typer.Option("--from", metavar="日期", help="旧的一版：版本，或那天有效的；默认上一版。"),
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="日期", help="新的一版，写法相同；默认现在这一版。")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """换了新清单，改了什么、群众办事有什么变化；或者两个乡镇有什么不同。"""
    from assistant.cli.printing.diff import print_report, print_towns_compared
    from assistant.staff.version_report import report_facts, version_report
    from index.matters.links import linked_matters

    with plain_errors():
        settings = Settings.from_environment()
        files = settings.towns.files(key)
        if not other:
            report = version_report(settings, files, since, until)
        elif since or until:
            raise SourceError("两个乡镇比的是现在的清单，请去掉 --from 和 --to。")
        else:
            others = settings.towns.files(other)
            one, two = files.town, others.town
            found = two_towns(one, two, linked_matters(files, one), linked_matters(others, two))
    if not other:
        print_json(report_facts(report)) if as_json else print_report(OUT, report)
    elif as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_towns_compared(OUT, found)
