"""The OpenAPI document is kept: whatever fits it, or just does not, gets an answer that it announces, never a fault.

Schemathesis makes the requests. The systems hold real tokens, and most requests name a case and an assignment that
exist, so that they reach the acts and not only the checks of the fields.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks as of_openapi

from config.wsgi import application
from tests.api.callers import system
from tests.api.test_cases import REPORT, ok
from tests.world import World

WHO = ("operator", "duty", "dispatcher", "works_handler", "worker", "street", "leader", "assessor")
EXAMPLES = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 3}
USUAL = {GenerationMode.POSITIVE: {200, 201, 403, 404, 409, 422}, GenerationMode.NEGATIVE: {404, 422}}
CHECKS = [
    schemathesis.checks.not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_schema_conformance,
    of_openapi.response_headers_conformance,
]


@pytest.fixture
def document(world: World) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def tokens(world: World, settings: Any) -> list[str]:
    """One for each role that works with cases, and one that only reads."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return [system(world, who).word for who in WHO] + [system(world, "duty_second", may_write=False).word]


@pytest.fixture
def cases(world: World) -> list[tuple[str, str | None]]:
    """Numbers of cases in several stages, with an assignment where there is one."""
    desk, officer, sender, works = (system(world, who) for who in ("operator", "duty", "dispatcher", "works_handler"))
    made: list[tuple[str, str | None]] = []
    for depth in range(5):
        number, assignment = ok(desk.post("/cases", REPORT), 201)["case"], None
        steps = f"/cases/{number}/steps"
        if depth > 0:
            ok(officer.post(f"{steps}/file", {"condition": world.conditions["cover"].pk}))
        if depth > 1:
            ok(sender.post(f"{steps}/dispatch", {"lead": "sz.", "co": ["cg.01."]}))
            assignment = ok(works.get(f"/cases/{number}"))["assignments"][0]["id"]
        if depth > 2:
            ok(works.post(f"{steps}/accept", {"assignment": assignment}))
        if depth > 3:
            ok(works.post(f"{steps}/feedback", {"assignment": assignment, "answer": "已换"}))
        made.append((number, assignment))
    return made


def requests(operation: Any, mode: GenerationMode, cases: list[tuple[str, str | None]]) -> st.SearchStrategy[Any]:
    """What may be sent to one operation."""

    def aimed(drawn: tuple[Any, tuple[str, str | None] | None]) -> Any:
        request, target = drawn
        if target and "number" in request.path_parameters:
            request.path_parameters["number"] = target[0]
            if isinstance(request.body, dict) and "assignment" in request.body:
                request.body["assignment"] = target[1] or request.body["assignment"]
        return request

    return st.tuples(operation.as_strategy(mode), st.sampled_from([*cases, None])).map(aimed)


def operations(document: Any) -> Iterator[Any]:
    for found in document.get_all_operations():
        yield found.ok()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_every_answer_is_announced(
    document: Any, tokens: list[str], cases: list[tuple[str, str | None]], mode: GenerationMode
) -> None:
    answered = Counter[int]()
    for operation in operations(document):

        @profile(
            max_examples=EXAMPLES[mode],
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(requests(operation, mode, cases), st.sampled_from(tokens))
        def ask(request: Any, token: str) -> None:
            answer = request.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}"})
            answered[answer.status_code] += 1

        ask()
    assert answered.total() > 150
    assert answered.keys() >= USUAL[mode], answered
