"""The commands that read the lists themselves: `lvzhi show`, `list` and `audit`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import OUT, AsJson, InTown, plain_errors, print_json, settings_of
from corpus.models import Duty, ListName, Town
from corpus.source import SourceError

corpus_app = typer.Typer()


@corpus_app.command()
def show(
    duty: Annotated[list[str], typer.Argument(help="事项编号：配合-40，或 配合 40。")],
    town_key: InTown = "",
    as_json: AsJson = False,
) -> None:
    """显示一个事项的全文。"""
    from assistant.cli.printing.answers import print_duty

    with plain_errors():
        town = settings_of(town_key).town_files.town
        wanted = "-".join(part for word in duty for part in word.split("-") if part)
        try:
            found = town.duty(wanted)
        except KeyError:
            sizes = "、".join(f"{item.name} 1 到 {len(item.duties)}" for item in town.lists)
            raise SourceError(f"没有“{wanted}”这一项，应为：{sizes}，例如 配合-40。") from None
    if as_json:
        told = found.model_dump(mode="json") | _duty_row(found, town)
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        print_duty(OUT, found)


@corpus_app.command("list")
def list_duties(
    list_name: Annotated[ListName | None, typer.Option("--list", help="只看一张清单。")] = None,
    section: Annotated[str | None, typer.Option(help="只看一个类别，如 民生服务。")] = None,
    department: Annotated[
        str | None, typer.Option(help="只看一个部门，全称或简称，如 民政局。")
    ] = None,
    enforcement: Annotated[bool, typer.Option("--enforcement", help="只看行政执法事项。")] = False,
    town_key: InTown = "",
    as_json: AsJson = False,
) -> None:
    """按清单、类别、部门列出事项。"""
    from assistant.cli.printing.answers import duty_table
    from corpus.catalogue import Catalogue

    with plain_errors():
        town = settings_of(town_key).town_files.town
        duties = Catalogue(town).filtered(
            list_name=list_name,
            section=section,
            department=department,
            enforcement=True if enforcement else None,
        )
    if as_json:
        print_json([_duty_row(duty, town) for duty in duties])
    else:
        OUT.print(duty_table(duties))


@corpus_app.command()
def audit(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="清单文件（docx、xlsx、pdf、网页、文本）；不写则核对已导入的或随产品发布的清单。"
        ),
    ] = None,
    town_key: InTown = "",
    as_json: AsJson = False,
) -> None:
    """核对清单：声明项数与读出项数、序号、部门、跨页合并、覆盖率；对不上时退出码为 1。"""
    from assistant.cli.printing.answers import print_audit
    from corpus.audit import audit_town
    from corpus.town import describe, read_town

    with plain_errors():
        path = file or settings_of(town_key).town_files.document
        town, problems, reading = read_town(path)
        found = [problem for problem in problems if not problem.doubtful]
        if town is None:
            raise SourceError(describe(reading, found))
        report = audit_town(town, reading.rows)
        sentences = describe(reading, found).splitlines()
        sentences += [f"{path.name} {problem}。" for problem in report.problems]
    if as_json:
        print_json(asdict(report) | {"problems": sentences})
    else:
        print_audit(OUT, report, sentences)
    if sentences:
        raise typer.Exit(1)


def _duty_row(duty: Duty, town: Town) -> dict[str, object]:
    """A duty as data; enforcement that the document doesn't mark at all is null, not false."""
    return {
        "duty_id": duty.duty_id,
        "list": duty.list,
        "number": duty.number,
        "section": duty.section,
        "title": duty.title,
        "enforcement": duty.enforcement if town.enforcement_marked else None,
        "departments": list(duty.departments),
        "blocks": [block.model_dump(mode="json") for block in duty.blocks],
    }
