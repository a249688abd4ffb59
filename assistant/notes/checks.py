"""What staff may note: of which duty or department, in what form, and no private number."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from assistant.log.personal_data import personal_kinds
from assistant.notes.book import NoteError
from assistant.notes.note import MAX_CHARS, MAX_WHO_CHARS, NAMES, NoteKind
from assistant.notes.phones import EXPECTED, MAX_NUMBERS, is_mobile, numbers_in
from corpus.departments import DepartmentNames
from corpus.models import ListName, Town

_DUTY = re.compile(rf"({'|'.join(ListName)})(?:履职事项清单)?[-–—\s第]*0*(\d{{1,4}})\s*项?")
_LINK = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()+,;=%-]+")  # without what Markdown reads
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,}", re.IGNORECASE)
_PUBLIC = frozenset({"座机号"})  # may stand in any sentence
_MOBILE = "手机号"


class Subject(NamedTuple):
    """What is noted about; a department has no title."""

    key: str
    title: str = ""


class Problem(NamedTuple):
    """What is wrong with a value, or with the subject (None)."""

    kind: NoteKind | None
    sentence: str


class NoteRules:
    """Checks what is entered for one town."""

    def __init__(self, town: Town) -> None:
        """Against this town's duties and departments; the town itself counts as one."""
        self._duties = {duty.duty_id: duty for duty in town.duties}
        self._short_forms = DepartmentNames(town).short_forms
        departments = (name for duty in town.duties for name in duty.departments)
        self.departments = tuple(dict.fromkeys((town.name, *departments)))

    def subject(self, said: str) -> Subject | Problem:
        """The duty or department that is meant, by its number, its full or its short name."""
        name = said.strip()
        match = _DUTY.fullmatch(name)
        duty = self._duties.get(f"{match[1]}-{match[2]}") if match else None
        if duty:
            return Subject(duty.duty_id, duty.title)
        if name in self.departments:
            return Subject(name)
        meant = self._short_forms.get(name, frozenset())
        if len(meant) == 1:
            return Subject(*meant)
        told = f"，可能是{'、'.join(sorted(meant))}" if meant else ""
        return Problem(
            None,
            f"“{name[:30]}”不是清单里的事项编号或部门{told}；应为 配合-40 这样的编号或部门全称。",
        )

    def checked(
        self, values: Mapping[NoteKind, str], *, mobile: bool
    ) -> tuple[dict[NoteKind, str], list[Problem]]:
        """The values in one form, and all that is wrong; `mobile` numbers may be confirmed."""
        folded = {kind: _folded(kind, value) for kind, value in values.items()}
        problems = [
            Problem(kind, sentence)
            for kind, value in folded.items()
            if value
            for sentence in _problems(kind, value, mobile=mobile)
        ]
        return folded, problems


def checked_who(who: str) -> str:
    """Who enters, in one form; NoteError where that is no name."""
    name = " ".join(who.split())
    if not 2 <= len(name) <= MAX_WHO_CHARS or personal_kinds(name):
        raise NoteError(f"填写人要写 2 到 {MAX_WHO_CHARS} 个字的姓名或岗位，不写号码。")
    return name


def _folded(kind: NoteKind, value: str) -> str:
    """One line; numbers in one form where they are numbers."""
    lines = ("".join(c if c.isprintable() else " " for c in one) for one in value.splitlines())
    text = "；".join(" ".join(line.split()) for line in lines if line.strip())
    numbers = numbers_in(text) if kind is NoteKind.PHONE else None
    return "、".join(numbers) if numbers else text


def _problems(kind: NoteKind, value: str, *, mobile: bool) -> Iterator[str]:
    name = NAMES[kind]
    if len(value) > MAX_CHARS[kind]:
        yield f"{name}有 {len(value)} 个字，最多 {MAX_CHARS[kind]} 个字；请写短些。"
    elif kind is NoteKind.PHONE:
        yield from _phone_problems(value, mobile=mobile)
    elif kind is NoteKind.GUIDE:
        if not _is_link(value):
            yield f"{name}“{value[:40]}”不是网址，应像 https://zwfw.example.gov.cn/…，要 https。"
    else:
        kinds = personal_kinds(value) - _PUBLIC
        if kinds - {_MOBILE}:
            yield f"{name}里有疑似{'、'.join(sorted(kinds - {_MOBILE}))}，不能公开；请去掉。"
        if _MOBILE in kinds and not mobile:
            yield _unconfirmed(name)


def _phone_problems(value: str, *, mobile: bool) -> Iterator[str]:
    numbers = numbers_in(value)
    if numbers is None:
        yield (
            f"电话“{value[:30]}”不是电话号码，应像 {EXPECTED}；最多 {MAX_NUMBERS} 个，"
            "用顿号隔开，前面的 0 不能少。"
        )
    elif not mobile and any(map(is_mobile, numbers)):
        yield _unconfirmed("电话")


def _unconfirmed(name: str) -> str:
    return f"{name}里有手机号，个人的不能公开；确是对外公布的工作手机，请勾选（填）“手机号可公开”。"


def _is_link(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        plain = parts.port in (None, 443) and parts.username is None
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and plain
        and _HOST.fullmatch(host) is not None
        and _LINK.fullmatch(value) is not None
    )
