"""The manifest of a built index: what it was made from, and the checksums of its files."""

import hashlib
from collections.abc import Container
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.engine.sealed import damage

MANIFEST_FILE = "manifest.json"
FORMAT_VERSION = 8  # raised when files, passages or features change their meaning


class Ingredients(BaseModel):
    """What an index is made from; another value of any field makes it stale."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int = FORMAT_VERSION
    town: str
    corpus_hash: str = Field(description="sha256 of the source document")
    asked_hash: str = Field(description="sha256 of the asked questions")
    model_name: str
    weights_hash: str
    precision: str
    dimension: int


# Why a built index is made anew, by the first ingredient that differs.
_REASONS = {
    "format_version": "索引格式已更新",
    "town": "索引属于另一个乡镇",
    "corpus_hash": "清单原文有改动",
    "asked_hash": "相似问有改动",
    "model_name": "更换了向量模型",
    "weights_hash": "向量模型的权重有变化",
    "precision": "向量模型的精度有变化",
    "dimension": "向量维数有变化",
}


class Manifest(BaseModel):
    """Ingredients, counts, and the sha256 of every file of the folder but this one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ingredients: Ingredients
    duties: int
    passages: int
    asked: int
    uncovered: int
    checksums: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The folder's manifest, or None where it is missing or not one."""
        try:
            return cls.model_validate_json((folder / MANIFEST_FILE).read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, folder: Path) -> None:
        """Write it as indented JSON."""
        text = self.model_dump_json(indent=2) + "\n"
        (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")

    @property
    def index_version(self) -> str:
        """A short name of exactly this index, for logs and notices."""
        return hash_bytes(self.ingredients.model_dump_json().encode())[:12]

    def stale_reason(self, expected: Ingredients) -> str | None:
        """Why this index does not serve, in Chinese; None when it does."""
        for name, reason in _REASONS.items():
            if getattr(self.ingredients, name) != getattr(expected, name):
                return reason
        return None

    def damage(self, folder: Path, but: Container[str] = ()) -> str | None:
        """Which file is not as it was written, in Chinese; None when all are `but` those."""
        checksums = {name: one for name, one in self.checksums.items() if name not in but}
        found = damage(folder, checksums)
        return f"索引文件 {found}" if found else None


def hash_bytes(data: bytes) -> str:
    """sha256 as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()
