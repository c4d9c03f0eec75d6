"""When the shop asks for the erasure of everybody, its colleagues hear of it first, and may stop it."""

from typing import Any

from local import lines, play
from local.account import Account
from local.rehearse import Stage, open_deployment
from tests.builders import DAY, HOUR, subscriber, webhook
from tests.journeys.conftest import LIVE, ROOT, START

ASKED = START + DAY


def _account(days: int) -> Account:
    told = [
        *(webhook("customers/create", subscriber(n, at=START), at=START) for n in (1, 2)),
        webhook("shop/redact", {"shop_id": 1, "shop_domain": "x.myshopify.com"}, at=ASKED),
    ]
    stage = Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=days, only=LIVE)
    account = open_deployment(stage, lines.parse(told, "test"))
    assert isinstance(account, Account)
    play.schedule(account, lines.parse(told, "test"))
    return account


def test_the_colleagues_are_told_at_once_and_a_week_later_everybody_is_erased() -> None:
    account = _account(12)
    around: Any = account.neighbours

    account.agenda.run(ASKED + 6 * DAY)
    assert len(account.tables.contacts) == 2
    (notice,) = around.notices.told
    assert "--stop" in notice.body

    account.agenda.run(ASKED + 8 * DAY)
    assert account.tables.contacts == {}
    assert account.tables.enrollments == {}
    assert any(proof.asked_by == "shop/redact" for proof in account.tables.proofs.values())
    assert len(around.notices.told) == 1
    account.close()


def test_an_erasure_of_everybody_that_was_stopped_never_begins() -> None:
    account = _account(12)
    around: Any = account.neighbours
    account.agenda.run(ASKED + 2 * HOUR)
    (request,) = around.privacy_requests.pending()

    around.privacy_requests.finish(request)

    account.agenda.run(ASKED + 8 * DAY)
    assert len(account.tables.contacts) == 2
    account.close()
