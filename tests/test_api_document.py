"""The OpenAPI document is true: schemathesis calls every operation by it, rightly and wrongly."""

from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from assistant.service.api import build_api
from assistant.service.towns import Towns
from assistant.settings import Settings
from tests.processes import Service

EXAMPLES = 25  # of each operation, besides those that cover its parameters one by one
# A chat in which no user said anything is refused in words.
CHATS = ("/v1/chat/completions", "/v1/responses")
ALWAYS_TAKEN: Any = positive_data_acceptance

SETTINGS = Settings.from_environment({})
DOCUMENT = build_api(Towns(SETTINGS), SETTINGS).openapi()
operations = schemathesis.openapi.from_dict(DOCUMENT)


def test_the_document_is_the_one_that_is_served_with_its_address(api: Service) -> None:
    served = httpx.get(f"{api.url}/openapi.json", timeout=30).json()
    assert served == {**DOCUMENT, "servers": [{"url": api.url}]}


def test_operations_have_names_that_an_agent_can_use() -> None:
    paths = DOCUMENT["paths"].values()
    names = [operation["operationId"] for path in paths for operation in path.values()]
    assert len(set(names)) == len(names)
    assert {"ask", "search", "duties", "duty", "departments"} <= set(names)


@operations.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_to_the_document(
    api: Service, case: "schemathesis.Case[Any]"
) -> None:
    # A schema can't say that no answer gave this state; it is refused in words, too.
    has_state = isinstance(case.body, dict) and bool(case.body.get("state"))
    excluded = [ALWAYS_TAKEN] if case.path in CHATS or has_state else []
    case.call_and_validate(base_url=api.url, timeout=30, excluded_checks=excluded)
