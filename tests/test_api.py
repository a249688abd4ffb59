"""The REST endpoints on a real server: the answer contract, duties, search, departments, health."""

from typing import Any

import httpx
import pytest

from assistant import Assistant
from corpus.models import BlockKind, ListName, Town
from tests.processes import Service

QUESTION = "危房改造谁负责"
DUTY = "配合-40"


def got(api: Service, path: str, status: int = 200, **query: str | int) -> Any:
    answer = httpx.get(f"{api.url}{path}", params=query, timeout=30)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def asked(api: Service, **body: Any) -> Any:
    answer = httpx.post(f"{api.url}/v1/ask", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_answer_is_the_assistants_own_with_what_a_reader_must_be_told(
    api: Service, assistant: Assistant
) -> None:
    answer = asked(api, question=QUESTION)
    beside = ("town", "references", "notice", "state", "latency_ms")
    told = {name: answer.pop(name) for name in beside}
    own = assistant.ask(QUESTION).model_dump(mode="json", exclude={"latency_ms"})
    assert answer == own
    assert told["town"] == "fuhe"
    assert told["references"][0] == "《配合履职事项清单》第40项"
    assert len(told["references"]) == len(own["citations"])
    assert told["notice"] == f"依据《{assistant.town.source_name}》，仅供参考，以官方公布为准。"


def test_earlier_questions_are_the_history(api: Service) -> None:
    alone = asked(api, question="那镇里要做啥")
    after = asked(api, question="那镇里要做啥", history=["低保咋申请"])
    assert alone["kind"] == "clarify"
    assert (after["citations"][0]["duty_id"], after["departments"]) == ("配合-6", ["富河镇"])


def test_a_state_that_was_kept_stands_for_all_that_was_asked(api: Service) -> None:
    first = asked(api, question="民政局牵头的有哪些")
    second = asked(api, question="第二项镇里干啥", state=first["state"])
    assert (second["citations"][0]["duty_id"], second["departments"]) == ("配合-6", ["富河镇"])
    others = asked(api, question="那水利局呢", state=first["state"])
    assert [cited["duty_id"] for cited in others["citations"]] == ["配合-48"]


@pytest.mark.parametrize("state", ["x", "fuhe", "fuhe {}x", "fuhe []", 'hada {"turns":[]}'])
def test_a_state_that_no_answer_gave_is_refused(api: Service, state: str) -> None:
    body = {"question": "那镇里要做啥", "state": state}
    answer = httpx.post(f"{api.url}/v1/ask", json=body, timeout=30)
    assert (answer.status_code, answer.json()["error"]["param"]) == (422, "state")


def test_citations_are_cut_to_those_wanted_best_first(api: Service) -> None:
    whole, one = asked(api, question=QUESTION), asked(api, question=QUESTION, top_k=1)
    assert len(whole["citations"]) > 1
    assert one["citations"] == whole["citations"][:1]
    assert one["references"] == whole["references"][:1]
    assert one["text"] == whole["text"]


def test_what_the_lists_do_not_cover_is_refused_with_status_200(api: Service) -> None:
    answer = asked(api, question="怎么炒股")
    assert (answer["kind"], answer["refused"], answer["citations"]) == ("refusal", True, [])


@pytest.mark.parametrize("question", ["", " ", "？！", "\0", "💥" * 40, "a" * 5000])
def test_odd_questions_get_a_helpful_answer(api: Service, question: str) -> None:
    answer = asked(api, question=question)
    assert answer["text"]
    assert answer["citations"] == []


@pytest.mark.parametrize(("list_name", "count"), [("基本", 98), ("配合", 59), ("上收", 85)])
def test_a_list_is_there_as_a_whole_in_pages(api: Service, list_name: str, count: int) -> None:
    pages = [
        got(api, "/v1/duties", list=list_name, offset=offset, limit=40)
        for offset in range(0, count, 40)
    ]
    assert {page["total"] for page in pages} == {count}
    numbers = [duty["number"] for page in pages for duty in page["duties"]]
    assert numbers == list(range(1, count + 1))


def test_filters_are_met_together(api: Service, town: Town) -> None:
    page = got(api, "/v1/duties", list="上收", department="林草局", enforcement="true", limit=100)
    wanted = [
        duty.duty_id
        for duty in town.duties
        if duty.list is ListName.RECLAIMED
        and "巴林左旗林业和草原局" in duty.departments
        and duty.enforcement
    ]
    assert wanted
    assert [duty["duty_id"] for duty in page["duties"]] == wanted


def test_words_are_looked_for_in_the_full_text(api: Service) -> None:
    page = got(api, "/v1/duties", text="低保 民政局")
    assert page["total"] == len(page["duties"])
    assert "配合-6" in [duty["duty_id"] for duty in page["duties"]]
    assert got(api, "/v1/duties", text="低保 外星人")["total"] == 0


def test_beyond_the_last_page_there_is_nothing(api: Service) -> None:
    page = got(api, "/v1/duties", section="民生服务", offset=100_000)
    assert page["duties"] == []
    assert page["total"] > 0


def test_a_duty_is_there_in_full(api: Service, town: Town) -> None:
    found, duty = got(api, f"/v1/duties/{DUTY}"), town.duty(DUTY)
    assert found["title"] == duty.title
    assert found["reference"] == "《配合履职事项清单》第40项"
    assert found["blocks"] == [block.model_dump(mode="json") for block in duty.blocks]
    assert {block["kind"] for block in found["blocks"]} >= {BlockKind.TITLE, BlockKind.TOWNSHIP}
    assert found["source_lines"] == list(duty.source_lines)


def test_a_search_gives_the_duties_that_the_assistant_finds(
    api: Service, assistant: Assistant
) -> None:
    page = got(api, "/v1/search", q="低保怎麼申請", k=3)
    hits = assistant.search.search("低保怎么申请", 3)
    assert (page["question"], page["covered"]) == ("低保怎么申请", True)
    assert [duty["duty_id"] for duty in page["duties"]] == [hit.duty.duty_id for hit in hits]
    assert page["duties"][0]["probability"] == pytest.approx(hits[0].probability, abs=1e-4)
    assert page["duties"][0]["text"] == hits[0].passages[0].passage.text


def test_a_search_without_a_word_finds_nothing(api: Service) -> None:
    page = got(api, "/v1/search", q="？")
    assert (page["covered"], page["duties"]) == (False, [])


def test_departments_are_counted_as_the_lists_have_them(api: Service, town: Town) -> None:
    departments = got(api, "/v1/departments")["departments"]
    by_name = {row["name"]: row for row in departments}
    assert departments[0]["name"] == town.name
    assert by_name[town.name]["by_list"] == {"基本": 98, "配合": 0, "上收": 0}
    for name, row in by_name.items():
        own = [duty for duty in town.duties if name in duty.departments]
        assert row["duties"] == len(own) == sum(row["by_list"].values())
        assert row["leads"] == sum(duty.lead_department == name for duty in own)
    assert by_name["巴林左旗林业和草原局"]["short_name"] == "林业和草原局"


def test_health_and_readiness(api: Service, assistant: Assistant) -> None:
    assert got(api, "/healthz") == {"status": "ok"}
    ready = {"status": "ready", "town": "fuhe", "index_version": assistant.index_version}
    assert got(api, "/readyz") == ready


def test_there_is_no_documentation_page_that_would_load_scripts_from_elsewhere(
    api: Service,
) -> None:
    for path in ("/docs", "/redoc"):
        got(api, path, status=404)
    document = httpx.get(f"{api.url}/openapi.json", timeout=30)
    assert "://" not in document.text.replace("http://127.0.0.1", "")
    assert document.json()["info"]["title"] == "履职问答"


def test_every_endpoint_documents_its_errors(api: Service) -> None:
    paths = got(api, "/openapi.json")["paths"]
    told = {
        path: set(operation["responses"])
        for path, operations in paths.items()
        for operation in operations.values()
        if "履职问答" in operation["tags"]
    }
    assert len(told) == 6
    for statuses in told.values():
        assert statuses == {"200", "400", "401", "404", "413", "414", "422", "429", "500"}
