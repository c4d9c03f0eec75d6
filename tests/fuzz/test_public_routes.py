"""A small part of `make fuzz`, and that it would find what it looks for."""

from dataclasses import replace

import pytest
from homing.adapters.links import SignedLinks
from homing.adapters.page_renderer import PageRenderer
from homing.domain.message import MessageId
from homing.lambda_events import HttpRequest
from homing.services.ports import PageToken

from functions.trigger import pages
from local.neighbours import MemoryNeighbours
from tests.fuzz.campaign import fuzz, targets
from tests.fuzz.contract import contract

INPUTS = 120


@pytest.mark.parametrize("target", targets())
def test_no_input_breaks_a_route(target: str) -> None:
    found = fuzz(target, INPUTS, first_seed=0)

    assert found.tried[target] >= INPUTS
    assert found.broken == []


def test_every_answer_is_one_that_the_document_tells_of() -> None:
    assert contract(80, first_seed=0).broken == []


def test_a_door_that_believes_anybody_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryNeighbours, "check_signature", lambda *_: None)

    assert any(
        "without a valid signature" in each for each in fuzz("/webhooks/shopify/{topic+}", 100, 0).broken
    )


def test_a_page_that_believes_any_link_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    message = MessageId.parse("welcome-aaaaaaaaaaaaaaaaaaaaaaaaaa--welcome--0")
    assert message is not None
    believed = PageToken(message=message, contact_id="nobody")
    monkeypatch.setattr(SignedLinks, "read", lambda *_: believed)

    assert any("without a valid signature" in each for each in fuzz("/unsubscribe/{token}", 100, 0).broken)


def test_a_page_that_acts_when_it_is_looked_at_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = pages._shown
    monkeypatch.setattr(pages, "_shown", lambda request: shown(_posted(request)))

    assert any("without a valid signature" in each for each in fuzz("/poll/{token}", 200, 0).broken)


def _posted(request: HttpRequest) -> HttpRequest:
    return replace(request, method="POST", body=b"answer=leave")


def test_an_error_that_escapes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(PageRenderer, "render", broken)

    assert any("answered 500" in each for each in fuzz("/poll/{token}", 30, 0).broken)
