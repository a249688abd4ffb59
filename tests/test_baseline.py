"""The product on the public questions, with the real model: no headline figure may drop."""

from assistant import Assistant
from eval.baseline import PUBLIC_BASELINE, baseline_of, changes, load_baseline
from eval.questions import PUBLIC_EVAL, load_questions
from eval.runner import evaluate


def test_no_figure_is_below_the_committed_baseline(assistant: Assistant) -> None:
    results = evaluate(assistant, load_questions([PUBLIC_EVAL]), [PUBLIC_EVAL])
    moved = changes(load_baseline(PUBLIC_BASELINE), baseline_of(results))
    worse = [change for change in moved if change.gain < 0]
    assert worse == [], "run python -m eval for the table"
