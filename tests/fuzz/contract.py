"""Schemathesis reads docs/openapi.json and sends what it allows and what it does not, by WSGI."""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

import schemathesis
from homing.adapters.signatures import sign
from homing.routes import Proof, Route
from homing.services.forms import TOKEN
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from local.gateway import Answer, Gateway, path_of, route_of
from local.neighbours import WEBHOOK_SECRET, WRITE_KEY
from tests.conventions.tree import ROOT
from tests.fuzz.attempts import Attempt
from tests.fuzz.campaign import AT_ONCE, Campaign
from tests.fuzz.invariants import aftermath, tried
from tests.fuzz.stage import Stage, fresh

DOCUMENT = ROOT / "docs" / "openapi.json"
HELD = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
"""What it judges of each answer; that a page takes no other method is said by the page itself."""


class _Watched(Gateway):
    """The door of a stage, at which every request is an attempt."""

    def __init__(self, stage: Stage, name: str, found: Campaign) -> None:
        super().__init__(stage.account.invoke)
        self._stage, self._name, self._found = stage, name, found
        self.reached_a_function = False

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        attempt = Attempt(method, target, headers, body)
        if self._found.tried[self._name] % 2:
            attempt = credited(self._stage, attempt)
        answer, broken = tried(self._stage, attempt)
        self.reached_a_function = route_of(method, path_of(attempt.target)) is not None
        self._found.note(self._name, answer.status, [f"{each}\n{attempt}" for each in broken])
        return answer


def credited(stage: Stage, attempt: Attempt) -> Attempt:
    """The same attempt by somebody who has what the route asks for."""
    route = route_of(attempt.method, path_of(attempt.target))
    match route:
        case Route(proof=Proof.SHOP_SIGNATURE):
            signed = {"x-shopify-hmac-sha256": sign(attempt.body, WEBHOOK_SECRET)}
            return replace(attempt, headers={**attempt.headers, **signed})
        case Route(proof=Proof.WRITE_KEY):
            key = b64encode(f"{WRITE_KEY}:".encode()).decode()
            return replace(attempt, headers={**attempt.headers, "authorization": f"Basic {key}"})
        case Route(proof=Proof.FORM_TOKEN):
            form = next(iter(stage.account.shop.forms))
            first = f"{TOKEN}={stage.links[form]}&".encode()
            return replace(attempt, target=f"{route.prefix}{form}", body=first + attempt.body)
        case Route(proof=Proof.SIGNED_LINK):
            name = route.prefix.strip("/").rpartition("/")[2]
            return replace(attempt, target=f"{route.prefix}{stage.links[name]}")
    return attempt


def contract(inputs: int, first_seed: int) -> Campaign:
    """Ask for everything so often, half of it as the document says and half not."""
    found = Campaign()
    schema = schemathesis.openapi.from_path(DOCUMENT)
    operations = [cast("Any", each).ok() for each in schema.get_all_operations()]
    stage, since = fresh(), 0
    for operation in operations:
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            _ask(stage, operation, mode, inputs // (2 * len(operations)), first_seed, found)
        if found.tried.total() - since > AT_ONCE or operation is operations[-1]:
            found.broken += aftermath(stage)
            stage, since = fresh(stage), found.tried.total()
    stage.close()
    return found


def _ask(stage: Stage, operation: Any, mode: Any, inputs: int, drawn_from: int, found: Campaign) -> None:
    path = operation.path.replace("{topic}", "{topic+}")
    watched = _Watched(stage, path, found)

    @seed(drawn_from)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(app=watched)
        if not watched.reached_a_function:
            return  # API Gateway answers in its own words
        try:
            case.validate_response(answer, checks=list(HELD))
        except FailureGroup as failures:
            found.broken += [f"{operation.label}: {each}"[:3000] for each in failures.exceptions]

    with suppress(Unsatisfiable):  # a path takes any text, so that nothing is against the document
        ask()
