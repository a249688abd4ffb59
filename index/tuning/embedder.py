"""Makes the tuned encoder from a town's question bank: data, training, and what is written."""

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.bank.questions import AskedQuestion, Asker, Bank, Form, load_bank
from corpus.models import Town
from corpus.passages import passages_of
from corpus.town import load_town, town_folder
from index.engine.weights import BASE_MODEL, Status, materialise
from index.extras import Extra, require
from index.tuning.delta import DELTA_FILE, encoder_weights, save_delta, text_key
from index.tuning.measures import Found, by_passages, general_ability
from index.tuning.pairs import EPOCHS, batches, groups_of
from index.tuning.trainer import LEARNING_RATE, SEED, TEMPERATURE, tune

CARD_FILE = "card.json"
FOLDS = 5


@dataclass(frozen=True)
class Card:
    """What a tuned encoder was made from and how; stands beside it as `card.json`."""

    base: str
    data: str  # sha256 of the pairs in their order
    texts: int
    batches: int
    epochs: int
    learning_rate: float
    temperature: float
    seed: int
    took_s: int
    general: tuple[float, float]  # `general_ability` of the base and of this
    unseen: tuple[Found, Found] | None  # duties left out, by passages: the base and this


@dataclass(frozen=True)
class Recipe:
    """How often to go through the bank, and what of it is left out, to be measured with.

    `duties_fold` leaves out the duties in these places with all their texts, `texts_fold` a share
    of every duty's texts; both of FOLDS, None for nothing.
    """

    epochs: int = EPOCHS
    duties_fold: int | None = None
    texts_fold: int | None = None


def tune_embedder(
    town_key: str, cache_dir: Path, folder: Path, recipe: Recipe, say: Status
) -> Card:
    """Tune the base model on asked questions, letters and passages; write `folder`.

    A run that was cut off goes on where `folder` has its checkpoint. ModelUnavailable where the
    base model can't be had.
    """
    require(Extra.BUILD)
    require(Extra.TUNE)
    from sentence_transformers import SentenceTransformer

    started = time.monotonic()
    town = load_town(town_key)
    passages = passages_of(town)
    whole = load_bank(town_folder(town_key), None, town)
    left_out = _duties_of(town, recipe.duties_fold)
    bank = _without_texts(_without_duties(whole, left_out), recipe.texts_fold)
    groups = groups_of(town, [p for p in passages if p.duty_id not in left_out], bank)
    groups = tuple(group for group in groups if group.texts)
    planned = batches(groups, recipe.epochs, SEED)
    model = SentenceTransformer(str(materialise(cache_dir, say)))
    unseen = [text for text in whole.asked if _is_asked(text) and left_out & set(text.duties)]

    def measured() -> tuple[float, Found | None]:
        found = by_passages(model, passages, unseen) if unseen else None
        return general_ability(model), found

    base, before = encoder_weights(model), measured()
    whole_length = model.max_seq_length
    tune(model, planned, len(groups), folder / "checkpoints")
    model.max_seq_length = whole_length
    model.save(str(folder), create_model_card=False)
    seen = sorted({text for group in groups for text in group.texts})
    save_delta(base, encoder_weights(model), seen, folder / DELTA_FILE.name)
    after = measured()
    pairs = "\n".join(f"{pair.anchor}\t{pair.positive}" for batch in planned for pair in batch)
    card = Card(
        base=BASE_MODEL,
        data=hashlib.sha256(pairs.encode()).hexdigest(),
        texts=len(seen),
        batches=len(planned),
        epochs=recipe.epochs,
        learning_rate=LEARNING_RATE,
        temperature=TEMPERATURE,
        seed=SEED,
        took_s=round(time.monotonic() - started),
        general=(before[0], after[0]),
        unseen=(before[1], after[1]) if before[1] and after[1] else None,
    )
    (folder / CARD_FILE).write_text(json.dumps(asdict(card), indent=2) + "\n", "utf-8")
    return card


def _duties_of(town: Town, fold: int | None) -> frozenset[str]:
    """The duties of a fold, none for none."""
    return frozenset(
        duty.duty_id for place, duty in enumerate(town.duties) if place % FOLDS == fold
    )


def _without_duties(bank: Bank, duties: frozenset[str]) -> Bank:
    kept = tuple(text for text in bank.asked if not duties & set(text.duties))
    return Bank(kept, bank.uncovered)


def _without_texts(bank: Bank, fold: int | None) -> Bank:
    """The bank without the texts of a fold, all of it for none."""
    if fold is None:
        return bank
    return Bank(
        tuple(row for row in bank.asked if text_key(row.question) % FOLDS != fold),
        tuple(row for row in bank.uncovered if text_key(row.question) % FOLDS != fold),
    )


def _is_asked(text: AskedQuestion) -> bool:
    return text.form is Form.ASKED and text.who is Asker.VILLAGER
