"""The commands around towns: `lvzhi import`, `links` and `towns`; no logic of their own."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import ERR, OUT, AsJson, load_assistant, plain_errors, print_json
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.question_checks import QuestionError
from corpus.source import SourceError
from corpus.towns.exports import ExportForm, exported
from corpus.towns.registry import TownFiles
from corpus.towns.versions import older_versions
from index.building.disk import reason_of

import_app = typer.Typer()
towns_app = typer.Typer(
    help="有哪些乡镇：随产品发布的和导入的；删除、导出。不写子命令就列出来。",
    epilog="例：lvzhi towns；lvzhi towns export shiqiao --format xlsx；lvzhi towns remove shiqiao。"
    "导入用 lvzhi import，见 docs/towns.md。",
    context_settings={"help_option_names": ["-h", "--help"]},
)
Key = Annotated[str, typer.Argument(metavar="代号", help="导入时起的代号，见 lvzhi towns。")]


@import_app.command(
    "import",
    epilog="例：lvzhi import 石桥镇履职事项清单.docx --town shiqiao；改好更正文件后再运行一次。",
)
def import_file(
    file: Annotated[Path, typer.Argument(help="清单文件：docx、xlsx、xls、pdf、网页、文本。")],
    town: Annotated[str, typer.Option("--town", help="给乡镇起的代号：小写字母、数字、- 或 _。")],
    as_json: AsJson = False,
) -> None:
    """导入一个乡镇的履职事项清单，列出项数和没有把握的地方。"""
    from assistant.cli.printing.answers import progress_reporter
    from assistant.cli.printing.towns import import_facts, print_import
    from assistant.staff.version_report import after_import
    from corpus.towns.imports import import_town

    with plain_errors(), progress_reporter(ERR) as reporter:
        settings = Settings.from_environment()
        imported = import_town(
            file,
            town,
            settings.data_dir,
            lambda done, total: reporter.progress("读取清单", done, total),
        )
        report = after_import(settings, imported)
    if as_json:
        print_json(import_facts(imported))
    else:
        print_import(OUT, imported, report)


@import_app.command(
    epilog="例：lvzhi links shiqiao；"
    "lvzhi links shiqiao --confirm 配合-6=常见-12 --reject 上收-2=基本-35；"
    "记错了：lvzhi links shiqiao --undo 配合-6=常见-12。网页上在“工作人员”的“同一件事”里点。"
)
def links(
    key: Key,
    confirm: Annotated[
        list[str] | None,
        typer.Option("--confirm", metavar="写法", help="是同一件事，如 配合-6=常见-12；可写多次。"),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option("--reject", metavar="写法", help="不是同一件事；正在用的也能否定。"),
    ] = None,
    undo: Annotated[
        list[str] | None,
        typer.Option("--undo", metavar="写法", help="撤回以前的确认或否定，照助手自己的判断。"),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="也列出正在用的、否定了的；不写只列要确认的。")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """哪些事项和别处是同一件事，所以借那里的问法；拿不准的在这里确认。

    不带选项时列出要确认的，最像的在前，每处两个群众的问法：这样问的该用这一项来答，就确认；
    不该，就否定。没有确认的不用。部门和内容总是照本地的清单说，不会借。
    确认和否定马上生效，存在这个乡镇的文件夹里；换了新版，名称没变的事项照旧算数。
    """
    from assistant.cli.printing.links import links_facts, print_links
    from assistant.staff.town_links import TownLinks
    from index.matters.links import Verdict

    with plain_errors():
        settings = Settings.from_environment().of_town(key)
        found = TownLinks(settings.town_files)
        decided: dict[str, Verdict | None] = dict.fromkeys(undo or ())
        decided |= dict.fromkeys(reject or (), Verdict.OTHER)
        decided |= dict.fromkeys(confirm or (), Verdict.SAME)
        if decided:
            found.decide(decided)
            load_assistant(settings)
    if as_json:
        print_json(links_facts(found))
    else:
        print_links(OUT, found, key, len(decided), every)


@towns_app.callback(invoke_without_command=True)
def towns(context: typer.Context, as_json: AsJson = False) -> None:
    """有哪些乡镇：代号、名称、所在地、事项数、版本、自己加的问题、索引建好没有。"""
    from assistant.cli.printing.towns import print_towns

    if context.invoked_subcommand is not None:
        return
    with plain_errors():
        settings = Settings.from_environment()
        registry = settings.towns
        rows = [_row(registry.files(key), settings) for key in registry.keys]
    if as_json:
        print_json(rows)
    else:
        print_towns(OUT, rows, settings.town)


@towns_app.command(
    epilog="例：lvzhi towns load 全县清单；文件名就是代号，中文的用拼音。断了再运行一次，接着读。"
)
def load(
    folder: Annotated[
        Path,
        typer.Argument(metavar="文件夹", help="放着清单文件的文件夹，一个文件一个乡镇。"),
    ],
    as_json: AsJson = False,
) -> None:
    """一次读进一个文件夹里许多乡镇的清单，建好索引；坏的文件列出来，不耽误别的。"""
    from assistant.cli.printing.answers import progress_reporter
    from assistant.cli.printing.towns import loaded_facts, print_loaded
    from assistant.province.loading import load_folder
    from index.building.loading import Outcome

    with plain_errors(), progress_reporter(ERR) as reporter:
        loaded = load_folder(folder, Settings.from_environment(), reporter)
    if as_json:
        print_json(loaded_facts(loaded))
    else:
        print_loaded(OUT, loaded)
    if any(one.outcome is Outcome.FAILED for one in loaded):
        raise typer.Exit(1)


@towns_app.command(
    epilog="例：lvzhi towns remove shiqiao；不想被问一句就加 --yes。删除以后可以再导入。"
    "只删一个旧版：lvzhi towns remove shiqiao --version 2026-03-01。"
)
def remove(
    key: Key,
    version: Annotated[
        str, typer.Option("--version", metavar="版本", help="只删这个旧版，见 lvzhi towns。")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再问一句，直接删除。")] = False,
) -> None:
    """删除一个导入的乡镇：清单、旧版、更正和索引。自己加的问题和问答记录留着。"""
    from corpus.towns.imports import remove_town
    from corpus.towns.versions import remove_version
    from index.building.standing import remove_index
    from index.vectors.store import vector_store

    with plain_errors():
        settings = Settings.from_environment()
        files = settings.towns.files(key)
        if version:
            remove_version(files, version)
            OUT.print(f"已删除 {key} 的旧版 {version}。", markup=False)
            return
        if key == settings.town:
            raise SourceError(f"“{key}”是 LVZHI_TOWN 设的默认乡镇，请先把它改成别的再删除。")
        sure = yes or not files.imported  # which is refused below
        if not sure and not typer.confirm(
            f"删除 {_name(files)}（{key}）的清单、旧版、更正和索引？"
        ):
            OUT.print("没有删除。")
            return
        remove_town(files)
        remove_index(settings.cache_dir, key)
        vector_store(settings.vectors, settings.cache_dir).drop(key)
    OUT.print(
        f"已删除 {key}。自己加的问题和问答记录还在 {settings.data_dir} 的 questions、feedback 里。",
        markup=False,
        soft_wrap=True,
    )


@towns_app.command(
    epilog="例：lvzhi towns export shiqiao --format xlsx -o 石桥镇.xlsx。"
    "xlsx 可以用 lvzhi import 再导入；json 是读出的全部内容，供程序用。"
)
def export(
    key: Key,
    form: Annotated[
        ExportForm | None,
        typer.Option("--format", help="xlsx 是清单系统交换用的表；不写则看文件名的后缀。"),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="写到哪个文件；不写则用乡镇名，写在当前文件夹。"),
    ] = None,
) -> None:
    """把一个乡镇的清单导出成 xlsx 表或 json 文件。"""
    with plain_errors():
        town = Settings.from_environment().towns.files(key).town
        by_name = ExportForm.JSON if file and file.suffix == ".json" else ExportForm.XLSX
        wanted = form or by_name
        path = file or Path(f"{town.name}履职事项清单.{wanted.value}")
        try:
            path.write_bytes(exported(town, wanted))
        except OSError as error:
            raise SourceError(f"写不了 {path}（{reason_of(error)}），请换一个地方。") from error
    OUT.print(f"已导出 {len(town.duties)} 项到 {path}", markup=False, soft_wrap=True)


def _row(files: TownFiles, settings: Settings) -> dict[str, object]:
    """A town as data; `problem` says why a damaged one can't be used."""
    from index.building.standing import standing

    try:
        card = files.card
        own = settings.of_town(files.key)
        questions = len(QuestionStore.open(own).added()) if own.added_questions.is_file() else 0
        index = standing(files, settings.cache_dir)
    except (QuestionError, SourceError) as error:
        return {"key": files.key, "problem": str(error)}
    return {
        "key": files.key,
        "name": card.name,
        "region": card.region,
        "duties": card.duties,
        "version": card.version,
        "older_versions": [older.card.version for older in older_versions(files)],
        "document": card.document,
        "own_questions": questions,
        "index": index.value,
        "default": files.key == settings.town,
        "problem": None,
    }


def _name(files: TownFiles) -> str:
    """The town's name, or its key where it is damaged."""
    try:
        return files.card.name
    except SourceError:
        return files.key
