"""Ten thousand mails due at once, fourteen a second: played in memory, as moto would take an hour."""

from collections import Counter
from decimal import Decimal
from typing import Any

from homing import bootstrap

from local import lines
from local.memory.stores import MemoryPace
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, subscriber, webhook
from tests.faults.stage import ROOT, START

PEOPLE = 10_000
PER_SECOND = 14
NOON = START + DAY + 11 * HOUR


def test_a_burst_of_ten_thousand_leaves_at_the_accounts_rate_and_nothing_is_lost_or_late_or_dead() -> None:
    told = [
        webhook("customers/create", subscriber(n, at=NOON), at=NOON, id=f"d{n}") for n in range(1, PEOPLE + 1)
    ]
    account = open_account(Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=2))
    account.neighbours.pace = MemoryPace(per_second=Decimal(PER_SECOND))
    bootstrap.install(account.neighbours)
    receives = _counted(account.sends["welcome"])
    schedule(account, lines.parse(told, "burst"))
    account.agenda.run(NOON + HOUR)
    bootstrap.install(None)

    left = sorted(mail.at for mail in account.mailer.sent)
    assert len({mail.tag("message") for mail in account.mailer.sent}) == len(left) == PEOPLE
    assert max(Counter(at.replace(microsecond=0) for at in left).values()) <= 2 * PER_SECOND
    assert (left[-1] - left[0]).total_seconds() >= 0.9 * PEOPLE / PER_SECOND
    assert max(receives.values()) <= 3
    assert account.dead_letters() == []


def _counted(queue: Any) -> Counter[str]:
    """How often each message was received."""
    receives: Counter[str] = Counter()
    consumer = queue._consumer

    def count(event: dict[str, Any]) -> Any:
        receives.update(record["messageId"] for record in event["Records"])
        return consumer(event)

    queue._consumer = count
    return receives
