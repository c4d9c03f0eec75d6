"""Somebody goes through every flow, asks what is kept of them, and is forgotten: no byte of them is left."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from homing import bootstrap, observability
from homing.domain.consent import ConsentState
from homing.domain.suppression import SuppressionCause
from homing.observability import LoggedTimeline

from local import lines, play
from local.account import Account
from local.queues import QueuedMessage
from local.rehearse import Stage, open_deployment
from tests import canary
from tests.builders import DAY, HOUR, webhook
from tests.byte_search import in_memory
from tests.journeys.conftest import ROOT

ASKED, REDACTED = canary.LAST_STORY, canary.LAST_STORY + DAY
AFTERWARDS = REDACTED + DAY


@dataclass(frozen=True)
class Told:
    """What was there before and after."""

    account: Account
    before: dict[str, set[str]]
    after: dict[str, set[str]]
    exported: dict[str, Any]
    figures: tuple[Any, Any]
    log: str


def _search(account: Account) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for place, text in in_memory(account):
        for each in canary.found(text):
            found.setdefault(each, set()).add(place)
    return found


def _totals(account: Account) -> Counter[str]:
    sums: Counter[str] = Counter()
    for metrics in account.tables.figures.values():
        sums.update({name: int(amount) for name, amount in metrics.items()})
    return sums


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    stream = io.StringIO()
    late = REDACTED + 2 * HOUR
    story = [
        *canary.story(),
        canary.asks("customers/data_request", at=ASKED),
        canary.asks("customers/redact", at=REDACTED),
        _record(late, updated=late),
        _record(late + HOUR, updated=ASKED),
    ]
    stage = Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=canary.START, days=50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(observability.logger.registered_handler, "stream", stream)
        account = open_deployment(stage, lines.parse(story, "canary"))
        assert isinstance(account, Account)
        _log_too(account)
        play.schedule(account, lines.parse(story, "canary"))
        account.agenda.run(ASKED)
        account.events.dead_letters.append(
            QueuedMessage("d-1", json.dumps({"email": canary.EMAIL}), {"topic": "x"})
        )
        account.mailer.account_list.put(canary.EMAIL, SuppressionCause.BOUNCE)
        before, totals = _search(account), _totals(account)
        account.agenda.run(REDACTED - HOUR)
        around: Any = account.neighbours
        (document,) = around.exports.documents.values()
        account.agenda.run(AFTERWARDS)
        yield Told(
            account=account,
            before=before,
            after=_search(account),
            exported=json.loads(document),
            figures=(totals, _totals(account)),
            log=stream.getvalue(),
        )
    account.close()


def _record(at: datetime, *, updated: datetime) -> str:
    body = {"id": canary.CUSTOMER, "email": canary.EMAIL, **canary.NAMES, "updated_at": updated.isoformat()}
    return webhook("customers/update", body, at=at)


def _log_too(account: Account) -> None:
    """Let every line be a line of a deployed function's log as well."""
    first, log = account.timeline.write, LoggedTimeline()

    def write(line: Any) -> None:
        first(line)
        log.write(line)

    account.neighbours.timeline.write = write  # type: ignore[method-assign]
    bootstrap.install(account.neighbours)


def test_before_it_every_byte_of_them_stands_somewhere(told: Told) -> None:
    assert set(canary.BYTES) - told.before.keys() == set()
    assert {"queue events", "list of SES", "table contacts", "table carts", "table orders"} <= set().union(
        *told.before.values()
    )


def test_after_it_no_byte_of_them_is_left_anywhere(told: Told) -> None:
    assert told.after == {}


def test_no_execution_and_no_log_ever_held_one(told: Told) -> None:
    assert [each for each, places in told.before.items() if "execution" in places] == []
    assert "contact enrolled" in told.log
    assert canary.found(told.log) == []


def test_they_were_given_everything_that_was_kept(told: Told) -> None:
    text = json.dumps(told.exported, ensure_ascii=False).lower()

    assert [each for each in canary.BYTES if each not in text and each != "kanarigata"] == []
    assert {"contact", "enrollment", "message", "order", "cart", "deed"} <= told.exported["kept"].keys()
    assert told.exported["elsewhere"].keys() == {"dead letters of events", "list of SES"}


def test_totals_stay(told: Told) -> None:
    before, after = told.figures

    assert {name: after[name] for name in ("sent", "delivered", "opened", "revenue") if name in before} == {
        name: before[name] for name in ("sent", "delivered", "opened", "revenue") if name in before
    }


def test_a_proof_without_a_name_is_left(told: Told) -> None:
    (proof,) = told.account.tables.proofs.values()

    assert proof.looks == 2
    assert proof.rows["contact"] == 1
    assert proof.rows["dead letters of events"] == 1
    assert proof.asked_by == "customers/redact"
    assert told.account.tables.privacy_requests == {}


def test_their_address_is_kept_from_marketing_though_it_is_kept_no_more(told: Told) -> None:
    causes = {each.cause for each in told.account.neighbours.suppressions.of(canary.EMAIL)}

    assert SuppressionCause.ERASURE in causes


def test_a_record_of_the_shop_makes_nobody_of_them_again(told: Told) -> None:
    late = [line for line in told.account.timeline.lines if line.get("reason") == "erased"]

    assert [line["event"] for line in late if line["kind"] == "received"] == ["Customer Updated"] * 2


def test_the_others_are_as_they_were(told: Told) -> None:
    emails = {contact.email for contact in told.account.tables.contacts.values()}
    granted = [c for c in told.account.tables.contacts.values() if c.consent.state is ConsentState.SUBSCRIBED]

    assert {"person2@example.com", "person3@example.com"} <= emails
    assert granted
