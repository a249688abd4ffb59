"""Any part of an answer."""

from typing import Annotated

from pydantic import Field

from assistant.answering.parts.framing import (
    Call,
    Elsewhere,
    MatterHeading,
    Note,
    QuestionBack,
    Related,
)
from assistant.answering.parts.of_duties import (
    Comparison,
    Enforcement,
    Entry,
    MaybeMeant,
    Steps,
    Support,
    Unsaid,
    Verdict,
    Who,
)
from assistant.answering.parts.of_notes import TownNotes
from assistant.answering.parts.of_sets import (
    Absent,
    Beside,
    Beyond,
    Count,
    Listed,
    Ranked,
    SetVerdict,
)

DutyClaim = Who | Entry | Steps | Support | Enforcement | Unsaid

Part = Annotated[
    DutyClaim
    | Verdict
    | MaybeMeant
    | Comparison
    | SetVerdict
    | Count
    | Beside
    | Ranked
    | Listed
    | Absent
    | Beyond
    | Related
    | Elsewhere
    | Call
    | MatterHeading
    | QuestionBack
    | Note
    | TownNotes,
    Field(discriminator="type"),
]
