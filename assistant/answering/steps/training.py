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
from assistant.answering.steps.step_claims import said_of
from assistant.answering.steps.weighing import FACTS, OF_STEP, WEIGHTS_FILE, Weights, facts
from assistant.understanding.reader.held_clauses import HeldClause
from assistant.understanding.reader.reader import Reader
from assistant.understanding.statements.claim import Claim
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
    held_back: list[tuple[float, bool]] = []
    for writer in sorted({one.writer for one in told}):
        weights = Weights(_fitted([one for one in told if one.writer != writer]), (1.0, 0.0))
        held_back += [verdict_of(one, weights) for one in told if one.writer == writer]
    slope, bias = _calibration([pair for pair in held_back if pair[0]])
    fitted = [float(f"{weight:.{_DIGITS}g}") for weight in _fitted(told)]
    stored = {
        "engine": engine.weights_hash,
        "weights": dict(zip(FACTS, fitted, strict=True)),
        "slope": slope,
        "bias": bias,
    }
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return sum(right for _, right in held_back), len(held_back)


def verdict_of(statement: Statement, weights: Weights) -> tuple[float, bool]:
    """How probable the verdict on a statement is, 0 for none, and whether it is right."""
    steps = statement.steps
    each = [
        said_of(one.clause, weights.weighed(one.clause, steps), steps) for one in statement.examples
    ]
    predicates = [one for said in each for one in said.predicates]
    if not predicates:
        return 0.0, False
    truths = {Claim((one,)).truth(steps.duty) for one in predicates}
    verdict = truths.pop() if len(truths) == 1 else Truth.PARTLY
    return float(np.prod([said.probability for said in each])), verdict is statement.verdict


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


def _calibration(told: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and bias from log odds of verdicts to log odds that they are right."""
    from sklearn.linear_model import LogisticRegression

    chances = np.clip([chance for chance, _ in told], 1e-6, 1 - 1e-6)
    odds = np.log(chances / (1 - chances))[:, None]
    model = LogisticRegression(C=1e6).fit(odds, [right for _, right in told])
    return round(float(model.coef_[0, 0]), _DIGITS), round(float(model.intercept_[0]), _DIGITS)
