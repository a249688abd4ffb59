"""Training the weights of steps: what `lvzhi train-steps` writes to `weights.json`.

The examples are statements about who does what in the assisted duties of the reference town, each
with the parts it is made of: the holder, the words that were typed, whether it is denied, whether
it is true, and the sentence of the duty that settles it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.steps.duty_steps import DutySteps, duty_steps
from assistant.answering.steps.step_claims import readings_of, together
from assistant.answering.steps.weighing import (
    FACTS,
    OF_STEP,
    VERDICTS,
    WEIGHTS_FILE,
    Weights,
    facts,
    verdict_facts,
)
from assistant.understanding.reader.held_clauses import HeldClause
from assistant.understanding.reader.reader import Reader
from assistant.understanding.statements.predicate import Truth
from corpus.models import Town
from corpus.town import DATA_DIR, REFERENCE_TOWN
from corpus.white_space import compact
from index.engine.embedding import Embedder
from index.text.words import bigrams

STATEMENTS_FILE = DATA_DIR / REFERENCE_TOWN / "step_statements.jsonl"
_REGULAR = 2e-3  # of the squared weights, by leaving out each writer
_ROUNDS = 80
_SAME = 0.8  # of a sentence's pairs of characters, for a step to be that sentence
_DIGITS = 4  # significant ones of a stored weight

Array = NDArray[Any]


class Example(NamedTuple):
    """A clause, with the facts of what it may tell of and which of that it tells of."""

    clause: HeldClause
    facts: Array  # (steps + 2, len(FACTS))
    right: Array  # (steps + 2,), bool: any of them
    does: bool | None  # whether the holder does it, denied or not; None where no step is told


class Statement(NamedTuple):
    """A statement about one duty with its clauses, and its verdict."""

    steps: DutySteps
    examples: Sequence[Example]
    verdict: Truth
    writer: str


def statements(town: Town, reader: Reader, engine: Embedder) -> Iterator[Statement]:
    """The examples, as the reader parts them."""
    for line in STATEMENTS_FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        duty = town.duty(row["duty"])
        steps = duty_steps(duty, engine.read_tokens_of)
        clauses = reader.clauses_of(row["question"], {*duty.departments})
        told = _told_by(clauses, row["parts"], town.name)
        examples = [
            _example(clause, steps, told.get(n), whole=row["whole"])
            for n, clause in enumerate(clauses)
        ]
        yield Statement(steps, examples, Truth(row["verdict"]), row["writer"])


def _told_by(
    clauses: Sequence[HeldClause], parts: Sequence[Mapping[str, Any]], town: str
) -> dict[int, Mapping[str, Any]]:
    """The part that each clause tells of, by its words and its holder."""
    told: dict[int, Mapping[str, Any]] = {}
    for part in parts:
        words = part["words"].replace(" ", "")
        signs = {*words, *bigrams(words)}
        holder = "" if part["holder"] == town else part["holder"]

        def alike(number: int, signs: set[str] = signs, holder: str = holder) -> tuple[int, int]:
            clause = clauses[number]
            said = "".join(span.words for span in clause.spans)
            shared = len(signs & {*said, *bigrams(said)})
            return shared + 3 * (clause.holder == holder) - 2 * (number in told), number

        best = max(range(len(clauses)), key=alike, default=None)
        if best is not None and clauses[best].holder == holder:
            told.setdefault(best, part)
    return told


def _example(
    clause: HeldClause, steps: DutySteps, part: Mapping[str, Any] | None, *, whole: bool
) -> Example:
    right = np.zeros(len(steps.steps) + 2, bool)
    does = None
    if part is None:
        right[-1] = True
    elif whole:
        right[-2] = True
    else:
        right[:-2] = [_is_same(step.words, compact(part["step"])) for step in steps.steps]
        does = part["true"] != part["negated"] if right.any() else None
    return Example(clause, facts(clause, steps), right, does)


def _is_same(step: str, sentence: str) -> bool:
    own = {*bigrams(sentence)}
    shared = len(own.intersection(bigrams(step))) / max(len(own), 1)
    return step in sentence or sentence in step or shared > _SAME


def write_step_weights(
    town: Town, reader: Reader, engine: Embedder, path: Path = WEIGHTS_FILE
) -> tuple[int, int]:
    """Train on all statements and write the weights; of each writer's by the others' is told.

    Returns how many verdicts were right so, and of how many statements.
    """
    told = [*statements(town, reader, engine)]
    held_back: list[tuple[Statement, list[float]]] = []
    for writer in _writers(told):
        weights = Weights(_fitted([one for one in told if one.writer != writer]))
        own = [(one, _ways_of(one, weights)) for one in told if one.writer == writer]
        held_back += [(one, verdict_facts(ways, len(one.examples))) for one, ways in own if ways]
    right = 0
    for writer in _writers(told):
        others = _verdicts([pair for pair in held_back if pair[0].writer != writer])
        right += sum(
            _likeliest(others, facts) is one.verdict
            for one, facts in held_back
            if one.writer == writer
        )
    fitted = [float(f"{weight:.{_DIGITS}g}") for weight in _fitted(told)]
    stored = {
        "engine": engine.weights_hash,
        "weights": dict(zip(FACTS, fitted, strict=True)),
        "verdicts": dict(zip(VERDICTS, _verdicts(held_back).tolist(), strict=True)),
    }
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return right, len(told)


def _writers(told: Sequence[Statement]) -> list[str]:
    return sorted({one.writer for one in told})


def _ways_of(statement: Statement, weights: Weights) -> dict[Truth, float]:
    """How probable each verdict is, if what a clause says depends on no other."""
    each = [
        readings_of(one.clause, weights.weighed(one.clause, statement.steps), statement.steps)
        for one in statement.examples
    ]
    ways = together(each, statement.steps.duty)
    return {truth: way.probability for truth, way in ways.items()}


def _likeliest(verdicts: Array, facts: Sequence[float]) -> Truth:
    return VERDICTS[int((verdicts @ [*facts, 1]).argmax())]


def _fitted(told: Sequence[Statement]) -> list[float]:
    """The weights under which what the clauses tell of is the likeliest."""
    import torch

    examples = [one for own in told for one in own.examples if one.right.any()]
    his = OF_STEP.index("holder")
    rows = np.concatenate([one.facts[:-2] for one in examples])
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    mean[len(OF_STEP) :], spread[len(OF_STEP) :] = 0, 1
    most = max(len(one.facts) for one in examples)
    facts_of = np.zeros((len(examples), most, len(FACTS)), np.float32)
    right = np.zeros((len(examples), most), bool)
    held = np.zeros((len(examples), most), bool)
    hush = np.full((len(examples), most), -1e9, np.float32)
    for n, one in enumerate(examples):
        size = len(one.facts)
        facts_of[n, :size] = one.facts
        facts_of[n, : size - 2] = (one.facts[:-2] - mean) / spread
        right[n, :size], hush[n, :size] = one.right, 0
        held[n, : size - 2] = one.facts[:-2, his] > 0
    does = np.array([one.does is True for one in examples])
    does_not = np.array([one.does is False for one in examples])
    weights = torch.zeros(len(FACTS), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=_ROUNDS)
    inputs, silence = torch.from_numpy(facts_of), torch.from_numpy(hush)
    wrong = torch.from_numpy(np.where(right, 0, -1e9).astype(np.float32))
    owns = torch.from_numpy(held.astype(np.float32))

    def loss() -> "torch.Tensor":
        optimiser.zero_grad()
        chances = (inputs @ weights + silence).log_softmax(1)
        cost = -(chances + wrong).logsumexp(1).sum()
        own = (chances.exp() * owns).sum(1).clamp(1e-4, 1)
        cost = cost - own[does].log().sum() - (1 - own[does_not]).clamp(1e-4, 1).log().sum()
        cost = cost / len(examples) + _REGULAR * (weights**2).sum()
        cost.backward()  # type: ignore[no-untyped-call]
        return cost

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    fitted = weights.detach().numpy() / spread
    # The means of a step's facts are as good as less of a bias of what is no step.
    shift = float(fitted @ mean)
    for name in ("whole", "nothing"):
        fitted[FACTS.index(name)] += shift
    return [float(weight) for weight in fitted]


def _verdicts(told: Sequence[tuple[Statement, Sequence[float]]]) -> Array:
    """(len(VERDICTS), facts + 1): weights and biases that make the right verdicts the likeliest."""
    from sklearn.linear_model import LogisticRegression

    right = [VERDICTS.index(one.verdict) for one, _ in told]
    model = LogisticRegression(max_iter=1_000).fit([facts for _, facts in told], right)
    fitted: Array = np.hstack([model.coef_, model.intercept_[:, None]])
    return fitted.round(_DIGITS)
