"""`docs/architecture.md` is true to the code: its stops are few, its files and names are there."""

import re

from assistant import Assistant
from tests.processes import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STOPS = re.findall(r"^\| (\d+) .+ \| (.+) \|$", PAGE, re.MULTILINE)
OURS = r"`((?:assistant|corpus|index|eval|tests|app\.py|docs)[/\w.]*)`"


def test_the_way_of_a_question_has_at_most_ten_stops_in_order() -> None:
    numbers = [int(number) for number, _ in STOPS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert 5 <= len(numbers) <= 10


def test_every_stop_names_where_it_is_read() -> None:
    assert all(re.search(OURS, places) for _, places in STOPS)


def test_the_files_that_the_pages_name_are_there() -> None:
    named = re.findall(OURS, PAGE + GUIDE)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_links_of_the_pages_lead_somewhere() -> None:
    for page in ("docs/architecture.md", "CONTRIBUTING.md", "SECURITY.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)", text):
            assert ((ROOT / page).parent / link).exists(), (page, link)


def test_the_door_that_all_channels_use_is_there() -> None:
    assert "`Assistant.ask`" in PAGE
    assert callable(Assistant.ask)
