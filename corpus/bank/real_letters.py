"""Real letters of citizens with what two officials call right: for measuring and calibrating."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.models import ListName
from corpus.source import SourceError


class RealLetter(BaseModel):
    """A letter to a government; `gold` is empty where no duty covers it."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    gold: tuple[str, ...]
    acceptable: tuple[str, ...] = ()
    list: ListName | None = None
    department: str | None = None

    @property
    def whole(self) -> str:
        """Title and text, as they are written into one message."""
        return f"{self.title}\n{self.text}"

    @property
    def fair(self) -> frozenset[str]:
        """The duties that are a fair answer."""
        return frozenset((*self.gold, *self.acceptable))


def load_real_letters(path: Path) -> tuple[RealLetter, ...]:
    """The letters of a JSONL file; SourceError names file, line and what is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}：读不到信件文件（{error}），应为 UTF-8 的 JSONL。") from error
    letters = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                letters.append(RealLetter.model_validate_json(line))
            except ValidationError as error:
                where = ".".join(map(str, error.errors()[0]["loc"])) or "整行"
                raise SourceError(f"{path.name} 第 {number} 行：字段 {where} 不合规。") from error
    return tuple(letters)
