"""The commands that train what answers: encoder, ranker and judgement."""

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import track

from assistant.cli.common import (
    ERR,
    OUT,
    AsJson,
    load_assistant,
    plain_errors,
    print_json,
    settings_of,
)
from assistant.settings import Settings, SettingsError
from corpus.town import REFERENCE_TOWN
from index.extras import Extra, require
from index.tuning.embedder import FOLDS
from index.tuning.pairs import EPOCHS

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.understanding.reader.reader import Reader
    from index.engine.embedding import Embedder

training_app = typer.Typer()

WeightsFolder = Annotated[
    Path, typer.Option("--out", help="权重在哪个文件夹；随产品发布的在源码的 index 文件夹。")
]
NO_READER = "读问话的小网络不是用这个引擎训练的；先运行 lvzhi train-reader。"
NO_FOLDER = "--out 的文件夹 {folder} 不存在；请先建好它，再训练。"


@training_app.command("train-embedder")
def train_embedder(
    folder: Annotated[
        Path, typer.Option("--out", help="模型写到哪个文件夹；中断后用同一个文件夹接着训练。")
    ],
    epochs: Annotated[int, typer.Option(min=1, help="训练几遍。")] = EPOCHS,
    duties_fold: Annotated[
        int | None,
        typer.Option(
            "--leave-duties",
            min=0,
            max=FOLDS - 1,
            help="留出五分之一的事项不训练，看没见过的事项找得准不准。",
        ),
    ] = None,
    texts_fold: Annotated[
        int | None,
        typer.Option(
            "--leave-texts",
            min=0,
            max=FOLDS - 1,
            help="每个事项留出五分之一的文字不训练，给 train-ranker --with 训练排序权重。",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """用相似问、来信和条文调校向量模型，写成 sentence-transformers 文件夹和差值 delta.npz。

    有 GPU 用 GPU，两分钟；两核 CPU 上每遍约二十分钟，可以中断再接着训练。
    用 LVZHI_EMBEDDING_MODEL=文件夹 试用；把 delta.npz 放进 index/tuning/ 就成为默认模型。
    """
    from index.tuning.embedder import Recipe, tune_embedder

    recipe = Recipe(epochs, duties_fold, texts_fold)
    with plain_errors():
        settings = Settings.from_environment()
        card = tune_embedder(settings.town, settings.cache_dir, folder, recipe, ERR.print)
    if as_json:
        print_json(asdict(card))
    else:
        OUT.print(
            f"已写入 {folder}：{card.texts} 条文字，{card.batches} 批，用时 {card.took_s} 秒。"
        )


@training_app.command("train-ranker")
def train_ranker(
    folder: WeightsFolder,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help="train-embedder --leave-texts 写出的模型文件夹，可写多次；不写就用当前的模型。",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """用来信训练排序权重、“清单管不管”和“答得对不对”的判断（留一法），并报告准确率。

    每封信只由调校时没见过它的模型来打分；当前的模型全见过，就用 --with 给出留了一份没见的那几个。
    之后请运行 lvzhi calibrate。
    """
    from assistant.cli.printing.answers import progress_reporter, training_summary
    from index.training.letters import letters_new_to, train, write_weights

    with plain_errors(), progress_reporter(ERR) as reporter:
        _require_folder(folder)  # before the long work, not after it
        settings = Settings.from_environment()
        trained = train(
            letters_new_to(
                models or [settings.embedding_model],
                settings.town_files,
                settings.cache_dir,
                settings.added_questions,
                reporter,
            )
        )
    write_weights(trained, folder)
    if as_json:
        print_json(asdict(trained))
    else:
        OUT.print(training_summary(trained))


@training_app.command()
def calibrate(
    real: Annotated[Path, typer.Argument(help="真实来信（JSONL）；不拿它的文字训练。")],
    folder: WeightsFolder,
    as_json: AsJson = False,
) -> None:
    """用真实来信校准“清单管不管”和“有几成把握”，写进训练好的权重。"""
    from assistant.cli.printing.answers import calibration_summary
    from corpus.bank.real_letters import load_real_letters
    from index.training.letters import calibrate_on, write_judgement

    with plain_errors():
        _require_folder(folder)
        judgement = calibrate_on(load_assistant().search, load_real_letters(real), folder)
    write_judgement(judgement, folder)
    if as_json:
        print_json(asdict(judgement))
    else:
        OUT.print(calibration_summary(judgement))


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise SettingsError(NO_FOLDER.format(folder=folder))


@training_app.command("train-matcher")
def train_matcher_command() -> None:
    """用 corpus/data/matter_links.tsv 里标好的名称训练“是不是同一件事”的判断，更新权重。"""
    from index.training.matching import train_matcher, write_matcher

    with plain_errors():
        assistant = load_assistant(settings_of(REFERENCE_TOWN))
    engine = assistant.engine
    trained = train_matcher(assistant.search, engine, engine.weights_hash)
    write_matcher(trained)
    OUT.print(f"另外 {trained.titles} 个名称上：准 {trained.precision}，全 {trained.recall}。")


@training_app.command("train-linked")
def train_linked_command() -> None:
    """训练没有或很少自己问题的乡镇用的权重，更新随产品发布的三个文件。"""
    from assistant.cli.printing.answers import progress_reporter
    from index.training.linked import train_linked, write_linked

    with plain_errors(), progress_reporter(ERR) as reporter:
        assistant = load_assistant(settings_of(REFERENCE_TOWN))
        trained = train_linked(
            assistant.search,
            assistant.model_name,
            assistant.engine.weights_hash,
            lambda done, total: reporter.progress("留一法打分", done, total),
        )
    write_linked(trained)
    OUT.print(f"首位：有问题的 {trained.hit_asked:.3f}，只有条文的 {trained.hit_official:.3f}。")


@training_app.command("train-danger")
def train_danger() -> None:
    """用 corpus/data/danger.tsv 里的例句训练“是不是险情”的判断，更新随产品发布的权重。"""
    from index.training.danger import write_danger_weights

    with plain_errors():
        write_danger_weights(_embedder())


@training_app.command("train-meant")
def train_meant() -> None:
    """训练“接着上一句问的是哪件事”的判断，更新随产品发布的权重。

    例子在 corpus/data：连着上一句的 fuhe/second_messages.jsonl，单句的 leaning.txt、standing.txt。
    """
    from index.training.duty_meant import write_meant_weights

    with plain_errors():
        assistant = load_assistant(settings_of(REFERENCE_TOWN))
        trained = write_meant_weights(assistant.search, assistant.engine)
    OUT.print(f"没给它看过的 {trained.messages} 句里，{trained.right} 句说对了问的是哪件。")


@training_app.command("train-reader")
def train_reader_command() -> None:
    """用 corpus/data 里标好意思的问话（read_*.jsonl）训练读集合、判断、几件事的小网络，更新权重。

    要装 build；两核约一刻钟。
    """
    from assistant.cli.printing.answers import progress_reporter
    from assistant.understanding.reader.training import train_reader
    from assistant.understanding.words.lexicon import Lexicon
    from corpus.departments import DepartmentNames

    with plain_errors(), progress_reporter(ERR) as reporter:
        require(Extra.BUILD)
        assistant = load_assistant(settings_of(REFERENCE_TOWN))
        lexicon = Lexicon.over(assistant.search.index, DepartmentNames(assistant.town))
        train_reader(
            assistant.engine.read_tokens,
            lexicon,
            assistant.engine.weights_hash,
            lambda done, total: reporter.progress("训练", done, total),
        )


@training_app.command("train-steps")
def train_steps_command() -> None:
    """用 fuhe/step_statements.jsonl 里“谁做哪一步”的说法训练权重，看配合事项里说的是哪一步、归谁。

    要装 build；半分钟。先 train-reader，后 train-steps。
    """
    from assistant.answering.steps.training import write_step_weights

    with plain_errors():
        assistant, reader = _with_reader()
        right, number = write_step_weights(assistant.town, reader, assistant.engine)
    OUT.print(f"已写入权重；不看某人写的、只用别人写的来判断，{number} 条说法判对 {right} 条。")


@training_app.command("train-parting")
def train_parting_command() -> None:
    """用 fuhe/part_messages.jsonl 里分好件的话训练，看一句话里有几件事、各从哪儿开始。

    要装 build；十分钟。改了问法、权重或小网络后重训：先 train-reader，后 train-parting。
    """
    from assistant.answering.parting.training import messages, piece_vectors, write_starts

    with plain_errors():
        assistant, reader = _with_reader()
        search, engine = assistant.search, assistant.engine.weights_hash
        bar = partial(track, console=ERR)
        vectors = piece_vectors(search, reader, partial(bar, description="看问法"))
        told = messages(search, reader, vectors, partial(bar, description="分件"))
        vectors.save(engine)
        right, number = write_starts(told, search, vectors, engine)
    OUT.print(f"已写入；不看某人写的、只用别人写的来分，{number} 条分对件数 {right} 条。")


def _with_reader() -> "tuple[Assistant, Reader]":
    """The reference town's assistant, and the network in use; SettingsError where there is none."""
    from assistant.understanding.reader.reader import Reader
    from assistant.understanding.words.lexicon import Lexicon
    from corpus.departments import DepartmentNames

    require(Extra.BUILD)
    assistant = load_assistant(settings_of(REFERENCE_TOWN))
    lexicon = Lexicon.over(assistant.search.index, DepartmentNames(assistant.town))
    reader = Reader.of(assistant.engine, lexicon, assistant.search.mended)
    if reader is None:
        raise SettingsError(NO_READER)
    return assistant, reader


def _embedder() -> "Embedder":
    """The engine in use."""
    from index.engine.embedding import Embedder
    from index.engine.engines import prepare_engine

    settings = Settings.from_environment()
    engine = prepare_engine(settings.embedding_model, settings.cache_dir, OUT.print)
    return Embedder.load(engine, settings.threads or None)


@training_app.command("ship-vectors", hidden=True)
def ship_vectors() -> None:
    """把条文和信件的向量写进随产品发布的文件，第一次启动就不必再算；先运行 lvzhi build --force。"""
    from index.building.shipped import SHIPPED_FILE, ship

    with plain_errors():
        written = ship(load_assistant().search.index)
    OUT.print(f"已写入 {SHIPPED_FILE}：{written} 段文字的向量。")
