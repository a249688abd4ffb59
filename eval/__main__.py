"""The command line `python -m eval`: translates commands to calls and outcomes to exit codes.

Exit code 0: fine; 1: worse than the baseline or above a limit; 2: the input can't be used.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import track

from corpus.source import SourceError
from eval.baseline import (
    PUBLIC_BASELINE,
    Baseline,
    BaselineError,
    baseline_of,
    changes,
    load_baseline,
    save_baseline,
)
from eval.bench import BenchError, bench, exceeded
from eval.comparing.ablation import MARK, RETRIEVAL_PAGE, ablate
from eval.comparing.compare import ComparisonError, compare
from eval.comparing.spelling import spelling_table, spelling_worth
from eval.comparing.steps import STEPS_MARK, steps
from eval.examples import PAGE, load_examples, render_examples
from eval.load.view import LOAD_MARK, LOAD_PAGE, load_lines, missed
from eval.page.cost import measure_page
from eval.page.screenshots import take_screenshots
from eval.page.soak import MAX_GROWTH_MB
from eval.page.view import page_view
from eval.questions import PUBLIC_EVAL, Question, QuestionFileError, load_questions
from eval.reading.marked import write_marked
from eval.reading.report import render_report
from eval.reading.show import bench_view, changes_view, comparison_view
from eval.reading.table import overall_table, risk_table, style_table
from eval.results import Results
from eval.runner import evaluate
from eval.scale.run import measure_scale
from eval.scale.view import SCALE_MARK, SCALE_PAGE, scale_lines
from eval.scale.view import missed as scale_missed
from eval.talks.baseline import (
    TALKS_BASELINE,
    drops,
    load_talks_baseline,
    save_talks_baseline,
    talks_baseline,
    talks_table,
)
from eval.talks.rows import PUBLIC_TALKS, load_talks
from eval.talks.scores import judge, scores
from index.building.build import open_search
from index.engine.embedding import Embedder
from index.engine.engines import prepare_engine
from index.engine.weights import BASE_MODEL
from index.training.letters import letters_new_to

WORSE = 1
BAD_INPUT = 2

console = Console()
errors = Console(stderr=True)
app = typer.Typer(
    help="履职问答评测。不带子命令时，跑公开题目并与基线比较。",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """履职问答评测。不带子命令时，跑公开题目并与基线比较。"""
    if context.invoked_subcommand is None:
        results = _evaluate([PUBLIC_EVAL])
        _print_tables(results)
        _check_baseline(baseline_of(results))
        run_talks()


@app.command("run")
def run_files(
    files: Annotated[
        list[Path] | None, typer.Argument(help="题目文件（JSON Lines），默认公开题目")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="把结果写到这个 JSON 文件")] = None,
    html: Annotated[Path | None, typer.Option(help="把报告写到这个网页文件")] = None,
    town: Annotated[str, typer.Option(help="哪个乡镇的题目（代号）；不写则用默认的")] = "",
) -> None:
    """跑题目文件，打印各类问法的指标。"""
    results = _evaluate(files or [PUBLIC_EVAL], town)
    _print_tables(results)
    if json:
        results.save(json)
    if html:
        html.write_text(render_report(results), encoding="utf-8")


@app.command("compare")
def compare_runs(
    before: Annotated[Path, typer.Argument(help="结果 A（run --json 所写）")],
    after: Annotated[Path, typer.Argument(help="结果 B")],
) -> None:
    """比较两次评测：配对自助法 95% 区间，以及新答对、新答错的题。"""
    try:
        comparison = compare(_load_results(before), _load_results(after))
    except ComparisonError as error:
        _stop(error)
    console.print(comparison_view(comparison), soft_wrap=True)


@app.command("baseline")
def check_baseline(
    update: Annotated[bool, typer.Option("--update", help="用这次的结果改写基线文件")] = False,
) -> None:
    """跑公开题目并与基线比较，任何一项变差则以 1 退出。"""
    fresh = baseline_of(_evaluate([PUBLIC_EVAL]))
    if update:
        save_baseline(fresh, PUBLIC_BASELINE)
        console.print(f"已写入 {PUBLIC_BASELINE}")
    else:
        _check_baseline(fresh)


@app.command("talks")
def run_talks(
    file: Annotated[
        Path, typer.Argument(help="题目文件（JSON Lines），默认公开题目")
    ] = PUBLIC_TALKS,
    update: Annotated[bool, typer.Option("--update", help="用这次的结果改写基线文件")] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="列出答错的题")] = False,
) -> None:
    """跑集合、判断、追问、多件事、险情等题目；公开题目与基线比较，变差则以 1 退出。"""
    from assistant import Assistant

    try:
        talks = load_talks(file)
    except QuestionFileError as error:
        _stop(error)
    ask = Assistant.load().ask
    judged = [judge(talk, ask) for talk in track(talks, description="评测中", console=errors)]
    found = scores(judged)
    console.print(talks_table(found))
    for one in judged:
        if wrong and not one.right:
            console.print(one.talk.id, *one.talk.turns, sep="\n  ", soft_wrap=True, markup=False)
    if file != PUBLIC_TALKS:
        return
    fresh = talks_baseline(found)
    if update:
        save_talks_baseline(fresh)
        console.print(f"已写入 {TALKS_BASELINE}")
        return
    try:
        worse = drops(load_talks_baseline(), fresh)
    except BaselineError as error:
        _stop(error)
    for line in worse:
        errors.print(line, style="red", markup=False)
    if worse:
        raise typer.Exit(WORSE)


@app.command("spelling")
def run_spelling(
    files: Annotated[
        list[Path] | None, typer.Argument(help="题目文件（JSON Lines），默认公开题目")
    ] = None,
) -> None:
    """故意写错字来问，看改同音字值多少。"""
    from assistant import Assistant

    try:
        questions = load_questions(files or [PUBLIC_EVAL])
    except QuestionFileError as error:
        _stop(error)
    found = spelling_worth(Assistant.load().search, questions, _progress)
    console.print(spelling_table(found))


@app.command("bench")
def run_bench(
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="另测空缓存下从零构建（需几分钟）")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="把结果写到这个 JSON 文件")] = None,
) -> None:
    """测冷启动、延迟、内存、索引构建时间与大小，超出上限则以 1 退出。"""
    try:
        with errors.status("正在测量……"):
            figures = bench(from_scratch=from_scratch)
    except BenchError as error:
        _stop(error)
    console.print(bench_view(figures))
    if json:
        json.write_text(figures.model_dump_json(indent=1), encoding="utf-8")
    if exceeded(figures):
        raise typer.Exit(WORSE)


@app.command("hostile")
def run_hostile() -> None:
    """量故意刁难的文字各要多少 CPU 时间，有一种超过 1 秒则以 1 退出。"""
    from assistant import Assistant
    from eval.hostile.run import MAX_CPU_S, costs, hostile_view
    from eval.hostile.shapes import shapes

    texts = shapes()
    measured = costs(Assistant.load(), texts)
    found = [*track(measured, description="测量中", total=len(texts), console=errors)]
    console.print(hostile_view(found))
    if any(cost.worst > MAX_CPU_S for cost in found):
        raise typer.Exit(WORSE)


@app.command("page")
def run_page(
    visits: Annotated[
        int, typer.Option(min=0, help="另访问多少次，看服务的内存长多少；0 为不看")
    ] = 0,
    first_start: Annotated[
        bool, typer.Option("--first-start", help="另从空缓存启动一次，看建完索引的内存；要几分钟")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="把结果写到这个 JSON 文件")] = None,
) -> None:
    """测网页：启动、网络传输、老手机、等待、内存；有外站请求，或内存长得超过上限，则以 1 退出。"""
    try:
        with errors.status("正在测量……"):
            figures = measure_page(visits, first_start=first_start)
    except BenchError as error:
        _stop(error)
    console.print(page_view(figures))
    if json:
        json.write_text(figures.model_dump_json(indent=1), encoding="utf-8")
    if figures.third_party or (figures.soak and figures.soak.growth_mb > MAX_GROWTH_MB):
        raise typer.Exit(WORSE)


@app.command("load")
def run_load(
    seconds: Annotated[float, typer.Option(min=1, help="每一步量多少秒")] = 60.0,
    soak_minutes: Annotated[
        float, typer.Option("--soak-minutes", min=0, help="另跑多少分钟，看内存和差错；0 为不跑")
    ] = 0.0,
    json: Annotated[Path | None, typer.Option(help="把结果写到这个 JSON 文件")] = None,
    write: Annotated[bool, typer.Option("--write", help="把表写进 docs/load.md")] = False,
) -> None:
    """给 lvzhi api 加压：快慢、公众号消息、过载、杀进程、内存；未达到目标则以 1 退出。"""
    try:
        from eval.load.run import measure_load
    except ImportError:
        _stop('没有装 aiohttp，加不了压。请先 pip install -e ".[eval]"。')
    try:
        with errors.status("正在测量……") as status:
            figures = measure_load(seconds, soak_minutes, status.update)
    except BenchError as error:
        _stop(error)
    lines = load_lines(figures)
    console.print(Markdown("\n".join(lines)))
    if json:
        json.write_text(figures.model_dump_json(indent=1), encoding="utf-8")
    if write:
        write_marked(lines, LOAD_PAGE, LOAD_MARK)
        console.print(f"已写入 {LOAD_PAGE}")
    if missed(figures):
        raise typer.Exit(WORSE)


@app.command("scale")
def run_scale(
    towns: Annotated[int, typer.Option(min=20, help="造多少个镇")] = 1_000,
    folder: Annotated[
        Path | None, typer.Option(help="放在哪个文件夹，量完留着；不写则用临时的，量完删掉")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="把结果写到这个 JSON 文件")] = None,
    write: Annotated[bool, typer.Option("--write", help="把表写进 docs/scale.md")] = False,
) -> None:
    """造一个省的乡镇，量大小、读进、快慢、跨镇问、重启、停掉向量库；未达到目标则以 1 退出。"""
    try:
        with errors.status("正在测量……") as status:
            figures = measure_scale(towns, status.update, folder)
    except BenchError as error:
        _stop(error)
    lines = scale_lines(figures)
    console.print(Markdown("\n".join(lines)))
    if json:
        json.write_text(figures.model_dump_json(indent=1), encoding="utf-8")
    if write:
        write_marked(lines, SCALE_PAGE, SCALE_MARK)
        console.print(f"已写入 {SCALE_PAGE}")
    for line in (found := scale_missed(figures)):
        errors.print(line, style="red", markup=False)
    if found:
        raise typer.Exit(WORSE)


@app.command("documents")
def run_documents(
    towns: Annotated[
        list[str] | None, typer.Argument(help="样例乡镇的代号（tests/data/towns），不写就是全部")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="把表写进 docs/towns.md")] = False,
) -> None:
    """从没有框线的 pdf 和扫描件读样例乡镇，看各栏读对多少；扫描件一页要十来秒。"""
    from corpus.readers.scan.recogniser import is_installed

    if not is_installed():
        _stop('没有装文字识别，读不了扫描件。请先 pip install -e ".[ocr]"。')
    from eval.documents.run import MARK, PAGE, lines, measured

    with errors.status("正在读……") as status:
        found = list(measured(towns or [], status.update))
    console.print(Markdown("\n".join(lines(found))))
    if write:
        write_marked(lines(found), PAGE, MARK)
        console.print(f"已写入 {PAGE}")


@app.command("screenshots")
def write_screenshots(
    names: Annotated[
        list[str] | None, typer.Argument(help="只截这几张，如 staff links；不写则全部。")
    ] = None,
) -> None:
    """给网页截图，写进 docs/images；用临时的服务和数据，不动本机的记录。"""
    try:
        for path in take_screenshots(names or ()):
            console.print(f"已写入 {path}（{path.stat().st_size / 1000:.0f} KB）", soft_wrap=True)
    except BenchError as error:
        _stop(error)


@app.command("examples")
def write_examples() -> None:
    """把各类问题的完整回答写成 docs/examples.md，供人通读。"""
    from assistant import Assistant

    PAGE.write_text(render_examples(Assistant.load(), load_examples()), encoding="utf-8")
    console.print(f"已写入 {PAGE}")


@app.command("ablation")
def write_ablation(
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help="lvzhi train-embedder --leave-texts 写出的模型，可写多次；不写就用当前的模型。",
        ),
    ] = None,
    real: Annotated[
        Path | None, typer.Option(help="真实来信（JSONL）：改为逐一去掉每一步，看它值多少。")
    ] = None,
    stock: Annotated[
        bool,
        typer.Option("--stock", help="同 --real：另用没调校过的模型建一份索引来比，要几分钟。"),
    ] = False,
) -> None:
    """逐一去掉检索信号、换掉排序方法，把对比表写进 docs/retrieval.md。"""
    if real:
        _write_steps(real, stock=stock)
        return
    from assistant import Assistant
    from assistant.cli.printing.answers import progress_reporter
    from assistant.settings import Settings

    settings = Settings.from_environment()
    with progress_reporter(errors) as reporter:
        new = letters_new_to(
            models or [settings.embedding_model],
            settings.town_files,
            settings.cache_dir,
            settings.added_questions,
            reporter,
        )
    lines = ablate(Assistant.load().search, new.covered, load_questions([PUBLIC_EVAL]))
    write_marked(lines, RETRIEVAL_PAGE, MARK)
    console.print(f"已写入 {RETRIEVAL_PAGE}")


def _write_steps(real: Path, *, stock: bool) -> None:
    from assistant import Assistant
    from assistant.cli.printing.answers import progress_reporter
    from assistant.settings import Settings
    from corpus.bank.real_letters import load_real_letters

    settings = Settings.from_environment()
    try:
        letters = load_real_letters(real)
    except SourceError as error:
        _stop(error)
    search, questions = Assistant.load().search, load_questions([PUBLIC_EVAL])
    with progress_reporter(errors) as reporter, TemporaryDirectory() as aside:
        other = None
        if stock:
            engine = Embedder.load(prepare_engine(BASE_MODEL, settings.cache_dir, reporter.say))
            other = open_search(settings.town_files, engine, Path(aside), reporter)
        lines = steps(search, other, letters, questions)
    write_marked(lines, RETRIEVAL_PAGE, STEPS_MARK)
    console.print(f"已写入 {RETRIEVAL_PAGE}")


@app.command("reader")
def write_reader() -> None:
    """留出五分之一标好意思的问话，用其余的训练小网络，看列举、判断、几件事、清单里不写的读对几成。

    写进 docs/understanding.md；要装 build，两核约十分钟。
    """
    from assistant import Assistant
    from assistant.answering.citation import CitationChecker
    from assistant.answering.composer import Composer
    from assistant.cli.printing.answers import progress_reporter
    from assistant.settings import Settings
    from eval.comparing.reader import READER_MARK, READER_PAGE, reader_table

    files = Settings.from_environment().town_files
    assistant = Assistant.load()
    search = assistant.search
    composer = Composer(search.town, CitationChecker(search.town, files.lines))
    with progress_reporter(errors) as reporter:
        lines = reader_table(
            search,
            assistant.engine,
            composer,
            lambda done, total: reporter.progress("训练", done, total),
        )
    write_marked(lines, READER_PAGE, READER_MARK)
    console.print(f"已写入 {READER_PAGE}")


def _evaluate(files: Sequence[Path], town: str = "") -> Results:
    try:
        questions = load_questions(files)
    except QuestionFileError as error:
        _stop(error)
    from assistant import Assistant
    from assistant.settings import Settings, SettingsError

    settings = Settings.from_environment()
    try:
        assistant = Assistant.load(settings.of_town(town) if town else settings)
    except (SettingsError, SourceError) as error:
        _stop(error)
    return evaluate(assistant, questions, files, _progress)


def _progress(questions: Sequence[Question]) -> Iterable[Question]:
    return track(questions, description="评测中", console=errors)


def _print_tables(results: Results) -> None:
    console.print(style_table(results), overall_table(results))
    if risks := risk_table(results):
        console.print(risks)


def _check_baseline(fresh: Baseline) -> None:
    try:
        found = changes(load_baseline(PUBLIC_BASELINE), fresh)
    except BaselineError as error:
        _stop(error)
    console.print(changes_view(found))
    if any(change.gain < 0 for change in found):
        raise typer.Exit(WORSE)


def _load_results(path: Path) -> Results:
    try:
        return Results.load(path)
    except OSError as error:
        _stop(f"读不到结果文件 {path}：{error.strerror}")
    except (ValidationError, UnicodeDecodeError):
        _stop(f"{path} 不是 run --json 写出的结果文件")


def _stop(error: object) -> NoReturn:
    errors.print(str(error), style="red", markup=False, soft_wrap=True)
    raise typer.Exit(BAD_INPUT)


if __name__ == "__main__":
    app(prog_name="python -m eval")
