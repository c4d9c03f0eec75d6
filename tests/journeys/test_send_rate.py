"""A slow account: mails wait for their slots, none is pushed back for ever, none is lost."""

from datetime import timedelta
from decimal import Decimal

from homing import bootstrap
from homing.domain.errors import SendRateExceeded
from homing.services.ports import OutgoingEmail

from local import lines
from local.memory.stores import MemoryPace
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import MINUTE, at, subscriber, webhook
from tests.journeys.conftest import ROOT, START

NOON = at("2026-03-04 11:00")
PEOPLE = 40


def test_a_burst_leaves_at_the_accounts_rate_and_no_message_is_received_often() -> None:
    told = [
        webhook("customers/create", subscriber(n, at=NOON), at=NOON, id=f"d{n}") for n in range(1, PEOPLE + 1)
    ]
    stage = Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=3)
    account = open_account(stage)
    account.neighbours.pace = MemoryPace(per_second=Decimal(1))
    bootstrap.install(account.neighbours)
    receives: dict[str, int] = {}
    consumer = account.sends["welcome"]._consumer

    def counted(event: dict) -> dict:  # type: ignore[type-arg]
        for record in event["Records"]:
            count = int(record["attributes"]["ApproximateReceiveCount"])
            receives[record["messageId"]] = max(receives.get(record["messageId"], 0), count)
        return dict(consumer(event))

    account.sends["welcome"]._consumer = counted
    schedule(account, lines.parse(told, "test"))
    account.agenda.run(NOON + timedelta(minutes=5))

    left = [sent.at for sent in account.mailer.sent]
    assert len(left) == PEOPLE
    assert max(receives.values()) <= 3
    assert max(left) - min(left) >= timedelta(seconds=PEOPLE - 10)
    assert not account.dead_letters()


def test_ses_that_asks_to_slow_down_for_two_hours_makes_no_dead_letter() -> None:
    told = [webhook("customers/create", subscriber(n, at=NOON), at=NOON, id=f"d{n}") for n in range(1, 4)]
    account = open_account(Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=3))
    send = account.mailer.send
    refused = []

    def slowly(email: OutgoingEmail) -> str:
        if account.clock.now() < NOON + 110 * MINUTE:
            refused.append(email.recipient)
            raise SendRateExceeded("TooManyRequestsException: Maximum sending rate exceeded.")
        return send(email)

    account.mailer.send = slowly  # type: ignore[method-assign]
    schedule(account, lines.parse(told, "test"))
    account.agenda.run(NOON + timedelta(hours=3))

    assert len(refused) > len(told)
    assert {sent.tag("step") for sent in account.mailer.sent} == {"welcome"}
    assert len(account.mailer.sent) == len(told)
    assert not account.dead_letters()
