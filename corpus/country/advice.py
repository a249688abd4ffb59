"""Who usually handles what no duty list covers: advice that is not from the lists."""

import json
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from corpus.town import DATA_DIR

ADVICE_FILE = DATA_DIR / "advice.json"


class Advice(BaseModel):
    """Whom to turn to about one kind of matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body: str = Field(min_length=1, description="in the terms of any county: 当地公安派出所")
    number: str = Field(
        pattern=r"^\d{0,8}$", description="national hotline; empty where none is sure"
    )
    source: str = Field(min_length=1, description="where body and number were checked")


@cache
def load_advice() -> dict[str, Advice]:
    """The advice by kind of uncovered text; a kind without any is not in it."""
    stored = json.loads(ADVICE_FILE.read_text(encoding="utf-8"))
    return {kind: Advice.model_validate(row) for kind, row in stored.items()}
