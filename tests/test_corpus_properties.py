"""What is read from a generated document is what was printed into it."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.audit import audit_town
from corpus.interpreter.parser import parse_town
from corpus.models import Town
from corpus.readers.plain import text_rows
from tests.documents import Printer, towns, without_lines

# The same documents on every run: a failure in CI is the change's, and can be repeated.
repeatable = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.slow
@settings(repeatable, max_examples=100)
@given(towns(), st.integers(0, 2**32))
def test_reading_a_printed_town_gives_the_town(town: Town, seed: int) -> None:
    printer = Printer(random.Random(seed))
    lines = printer.print_town(town)
    read, problems = parse_town(tuple(text_rows(lines)), "generated")
    assert problems == []
    assert read is not None
    assert without_lines(read) == town
    assert {duty.duty_id: [*duty.source_lines] for duty in read.duties} == printer.duty_lines


@pytest.mark.slow
@settings(repeatable, max_examples=40)
@given(towns(), st.integers(0, 2**32))
def test_the_audit_finds_every_printed_character_in_a_duty(town: Town, seed: int) -> None:
    lines = Printer(random.Random(seed)).print_town(town)
    read, _ = parse_town(tuple(text_rows(lines)), "generated")
    assert read is not None
    audit = audit_town(read, tuple(text_rows(lines)))
    assert audit.uncovered == ()
    assert audit.coverage == 1.0
    assert audit.problems == ()


@pytest.mark.slow
@settings(repeatable, max_examples=20)
@given(towns())
def test_a_town_survives_json(town: Town) -> None:
    assert Town.model_validate_json(town.model_dump_json()) == town
