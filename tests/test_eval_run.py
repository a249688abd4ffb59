"""A run and what is made of it: totals, JSON, report, baseline check and comparison.

The assistant is replaced by a fake that answers from a table, so that every figure is known.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from rich.console import Console

from assistant.answer import Answer, AnswerKind, Citation
from eval.baseline import (
    BaselineError,
    Change,
    baseline_of,
    changes,
    load_baseline,
    save_baseline,
)
from eval.comparing.compare import ComparisonError, compare
from eval.metrics import list_of
from eval.questions import Question, QuestionFile
from eval.reading.report import render_report
from eval.reading.show import changes_view, comparison_view
from eval.reading.table import overall_table, style_table
from eval.results import ALL, Results, RunInfo
from eval.runner import run
from index.judgement import coverage_reliability

INFO = RunInfo(
    model="fake",
    index_version="1",
    created="2024-06-01T00:00:00+00:00",
    python="3.11",
    machine="test",
    question_files=(QuestionFile(name="q.jsonl", sha256="0"),),
)
TITLES = {"配合-6": "低保", "基本-61": "宅基地<批>", "上收-1": "无关"}
FORGED = "伪造"


class FakeAsker:
    """A fake assistant: cites the table's duties, refuses what isn't in it, fails on `!`."""

    def __init__(self, table: Mapping[str, Sequence[str]], quote: str = "原文") -> None:
        self.table = table
        self.quote = quote
        self.histories: list[tuple[str, ...]] = []

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        self.histories.append(tuple(history))
        if "!" in question:
            raise RuntimeError("坏了")
        duty_ids = self.table.get(question, ())
        return Answer(
            kind=AnswerKind.DUTY if duty_ids else AnswerKind.REFUSAL,
            text=f"答：{question}",
            list=list_of(duty_ids[0]) if duty_ids else None,
            departments=("民政局",) if duty_ids else (),
            citations=tuple(self._citation(duty_id) for duty_id in duty_ids),
            confidence=0.75 if duty_ids else 0.25,
            refused=not duty_ids,
            resolved_question=question,
        )

    def _citation(self, duty_id: str) -> Citation:
        return Citation(
            duty_id=duty_id,
            list=list_of(duty_id),
            number=int(duty_id.rpartition("-")[2]),
            section="民生服务",
            title="事项",
            holder="民政局",
            quote=self.quote,
            source_lines=(1,),
            score=0.5,
        )


def asked(name: str, style: str, *gold: str, **fields: object) -> Question:
    return Question.model_validate(
        {
            "id": name,
            "question": name,
            "gold": gold,
            "list": list_of(gold[0]) if gold else None,
            "departments": ("民政局",) if gold else (),
            "style": style,
            **fields,
        }
    )


QUESTIONS = (
    asked("低保找谁", "colloquial", "配合-6", must_contain=("低保",)),
    asked("<b>宅基地&</b>", "colloquial", "基本-61"),
    asked("出错的!", "township", "配合-6", must_contain=("低保",)),
    asked("都有哪些", "enumerate", "上收-1", "上收-2"),
    asked("天气", "oos"),
    asked("护照", "oos-near"),
)
TABLE = {
    "低保找谁": ("配合-6",),
    "<b>宅基地&</b>": ("上收-1", "基本-61"),
    "都有哪些": ("上收-1",),
    "护照": ("上收-1",),
}


def run_fake(table: Mapping[str, Sequence[str]] = TABLE, quote: str = "原文") -> Results:
    asker = FakeAsker(table, quote)
    return run(
        asker,
        QUESTIONS,
        check=lambda c: c.quote != FORGED,
        covers=lambda question: 0.1 if question in ("天气", "护照") else 0.9,
        info=INFO,
        titles=TITLES,
    )


@pytest.fixture(scope="module")
def results() -> Results:
    return run_fake()


def shown(*views: object) -> str:
    console = Console(width=160)
    with console.capture() as capture:
        console.print(*views)
    return capture.get()


def test_every_question_keeps_its_row_and_an_error_scores_zero(results: Results) -> None:
    assert [row.question for row in results.rows] == list(QUESTIONS)
    failed = results.rows[2]
    assert failed.error == "RuntimeError: 坏了"
    assert failed.kind is None
    scored = failed.scores.model_dump(exclude_none=True)
    assert set(scored) == {
        "hit_1",
        "hit_3",
        "reciprocal_rank",
        "list_accuracy",
        "department_accuracy",
        "department_hit",
        "must_contain",
    }
    assert set(scored.values()) == {0.0}


def test_earlier_questions_are_passed_on() -> None:
    asker = FakeAsker({})
    questions = [asked("那谁罚", "followup", "上收-1", context=("挖路谁罚",))]
    run(asker, questions, check=lambda _: True, covers=lambda _: 1.0, info=INFO, titles={})
    assert asker.histories == [("挖路谁罚",)]


def test_totals_are_exact_means_over_what_applies(results: Results) -> None:
    everything = results.totals[ALL]
    assert everything.n == 6
    assert everything.errors == 1
    assert everything.hit_1 == 2 / 4
    assert everything.hit_3 == 3 / 4
    assert everything.reciprocal_rank == (1 + 1 / 2 + 0 + 1) / 4
    assert everything.list_accuracy == 2 / 4
    assert everything.department_accuracy == 3 / 4
    assert everything.must_contain == 1 / 2
    assert everything.set_f1 == pytest.approx(2 / 3)
    assert everything.gold_recall_5 is None
    assert everything.citations_valid == 1.0
    # An error is neither an answer nor a refusal.
    assert everything.declined == 1 / 6
    assert (everything.refusal_precision, everything.refusal_recall) == (1.0, 1 / 2)
    assert everything.refused_covered == 0.0
    # Four answered at confidence 0.75, two of them right.
    assert everything.brier == pytest.approx((2 * 0.25**2 + 2 * 0.75**2) / 4)
    assert everything.calibration_error == pytest.approx(0.25)


def test_totals_are_by_style_then_group_then_all(results: Results) -> None:
    assert list(results.totals) == [
        *("colloquial", "township", "enumerate", "oos", "oos-near"),
        *("villager", "staff", ALL),
    ]
    assert results.totals["villager"].hit_1 == 1 / 2
    assert results.totals["staff"].hit_1 == 0.0
    assert results.totals["oos"].hit_1 is None


def test_multi_questions_report_recall_of_gold() -> None:
    questions = [asked("两件事", "multi", "配合-6", "基本-61")]
    answers = FakeAsker({"两件事": ("配合-6", "上收-1")})
    results = run(
        answers, questions, check=lambda _: True, covers=lambda _: 1.0, info=INFO, titles={}
    )
    assert results.totals["multi"].gold_recall_5 == 1 / 2


def test_forged_citations_are_counted() -> None:
    assert run_fake(quote=FORGED).totals[ALL].citations_valid == 0.0


def test_results_round_trip(results: Results, tmp_path: Path) -> None:
    results.save(tmp_path / "r.json")
    assert Results.load(tmp_path / "r.json") == results
    assert results.titles == TITLES


def test_tables_show_styles_and_groups_in_percent(results: Results) -> None:
    text = shown(style_table(results), overall_table(results))
    assert "口语" in text
    assert "群众问法合计" in text
    row = next(line for line in text.splitlines() if "全部" in line)
    assert row.split()[:5] == ["全部", "6", "50.0", "75.0", "62.5"]


def test_report_escapes_all_text_and_requests_nothing(results: Results) -> None:
    page = render_report(results)
    assert "&lt;b&gt;宅基地&amp;&lt;/b&gt;" in page
    assert "宅基地&lt;批&gt;" in page
    assert "<b>宅基地" not in page
    assert "<批>" not in page
    for request in ("http:", "https:", "src=", "href=", "url(", "@import", "<script"):
        assert request not in page


def test_report_lists_confident_misses_after_errors(results: Results) -> None:
    misses = render_report(results).partition("最该改进的错题")[2]
    order = [misses.index(text) for text in ("RuntimeError", "宅基地&amp;", "护照")]
    assert order == sorted(order)
    assert "共 3 题答错" in misses
    assert "低保找谁" not in misses


def test_report_of_nothing_but_refusals_renders() -> None:
    page = render_report(run_fake(table={}))
    assert "没有作答的题" in page


def test_baseline_holds_no_latency_and_round_trips(results: Results, tmp_path: Path) -> None:
    path = tmp_path / "baselines" / "b.json"
    save_baseline(baseline_of(results), path)
    assert "latency" not in path.read_text(encoding="utf-8")
    assert load_baseline(path) == baseline_of(results)
    assert changes(load_baseline(path), baseline_of(run_fake())) == []


def test_one_lost_question_is_a_drop_in_its_group_and_overall(results: Results) -> None:
    worse = run_fake(TABLE | {"低保找谁": ("配合-7",)})
    found = changes(baseline_of(results), baseline_of(worse))
    assert Change("villager", "hit_1", 0.5, 0.0) in found
    assert Change(ALL, "hit_1", 0.5, 0.25) in found
    assert not any(change.group == "staff" for change in found)
    assert all(change.gain < 0 for change in found)
    assert "变差 群众问法合计 hit@1：0.5000 → 0.0000" in shown(changes_view(found))


def test_more_refusals_of_covered_questions_are_a_drop(results: Results) -> None:
    table = {name: duties for name, duties in TABLE.items() if name != "低保找谁"}
    found = changes(baseline_of(results), baseline_of(run_fake(table)))
    (refused,) = [c for c in found if c.group == ALL and c.metric == "refused_covered"]
    assert (refused.before, refused.after, refused.gain) == (0.0, 0.25, -0.25)


def test_improvement_is_reported_but_is_no_drop(results: Results) -> None:
    better = run_fake(TABLE | {"<b>宅基地&</b>": ("基本-61",)})
    found = changes(baseline_of(results), baseline_of(better))
    assert found
    assert all(change.gain > 0 for change in found)


def test_baseline_of_other_questions_is_refused(results: Results, tmp_path: Path) -> None:
    fresh = baseline_of(results)
    other = QuestionFile(name="q.jsonl", sha256="1")
    with pytest.raises(BaselineError, match="不同"):
        changes(fresh.model_copy(update={"question_files": (other,)}), fresh)
    with pytest.raises(BaselineError, match="没有基线文件"):
        load_baseline(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BaselineError, match="已损坏"):
        load_baseline(tmp_path / "bad.json")


def test_comparison_is_paired_and_names_gains_and_losses(results: Results) -> None:
    after = run_fake({**TABLE, "低保找谁": (), "<b>宅基地&</b>": ("基本-61",), "护照": ()})
    found = compare(results, after)
    assert [new.question.id for _, new in found.gained] == ["<b>宅基地&</b>", "护照"]
    assert [new.question.id for _, new in found.lost] == ["低保找谁"]
    (hit,) = [d for d in found.differences if (d.group, d.metric) == (ALL, "hit_1")]
    assert (hit.n, hit.before, hit.after) == (4, 0.5, 0.5)
    assert hit.low == -hit.high
    assert not hit.certain
    assert found == compare(results, after)
    text = shown(comparison_view(found))
    assert "新答对 2 题" in text
    assert "低保找谁：配合-6 → 拒答" in text


def test_comparison_leaves_out_changed_questions(results: Results) -> None:
    changed = results.rows[0].model_copy(update={"question": asked("新题", "typo", "配合-1")})
    other = results.model_copy(update={"rows": (changed, *results.rows[1:])})
    assert compare(results, other).left_out == 2
    with pytest.raises(ComparisonError, match="没有相同的题目"):
        compare(results, results.model_copy(update={"rows": (changed,)}))


def test_the_report_tells_how_far_the_probability_of_coverage_holds(results: Results) -> None:
    page = render_report(results)
    row = coverage_reliability()[-1]
    cells = ("0.9–1.0", row.yes, row.no, f"{row.probability:.2f}", f"{row.share:.2f}")
    assert "".join(f"<td>{cell}</td>" for cell in cells) in page


def test_a_refusal_is_told_apart_by_coverage(results: Results) -> None:
    assert "曲线下面积 1.000" in render_report(results)
