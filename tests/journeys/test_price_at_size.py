"""An event asks the same of AWS however many contacts there are: everything is found by its key."""

from functools import cache

import pytest

from local import lines, play
from local.account import Account
from local.rehearse import Stage, open_account
from tests.builders import HOUR, MINUTE, checkout, order, recipient, subscriber, webhook
from tests.journeys.conftest import ROOT, START
from tools.bench.measures.price import fill

STORY = [
    webhook("customers/create", subscriber(1, at=START), at=START + MINUTE),
    webhook("checkouts/create", checkout(at=START + HOUR), at=START + HOUR + MINUTE),
    recipient("open", 1, at=START + 2 * HOUR),
    webhook("orders/create", order(at=START + 5 * HOUR), at=START + 5 * HOUR + MINUTE),
]


@cache
def _work(contacts: int) -> dict[str, dict[str, float]]:
    stage = Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=8)
    story = lines.parse(STORY, "story")
    account = open_account(stage, story)
    assert isinstance(account, Account)
    fill(account, contacts)
    play.schedule(account, story)
    account.agenda.run(stage.end)
    return {owner: dict(work) for owner, work in account.tally.owners.items()}


@pytest.mark.parametrize("contacts", [100_000, 1_000_000])
def test_an_event_asks_as_much_among_many_contacts_as_among_a_thousand(contacts: int) -> None:
    assert _work(contacts) == _work(1_000)
    assert _work(1_000)["welcome"]["call send mailer.send:some"] > 0
