"""`homing relabel` as typed, on a deployment in moto: labels, counters and clicks follow today's rules."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from homing import bootstrap
from homing.bootstrap import closings, recovery
from homing.domain.contact import Contact
from homing.domain.feedback import Feedback, FeedbackKind, observed
from homing.domain.figures import ALL, ORDERS, Count, Metric, links_of
from homing.domain.interactions import Act, Interaction
from homing.domain.labelled import labelled
from homing.domain.labels import CURRENT, RULESETS, Ruleset
from homing.domain.message import Message, MessageId
from homing.domain.order import MessageKey, Order, OrderRow
from homing.domain.time import Stamp
from homing.domain.touch import Touch, TouchKind
from homing.domain.watch import watch_entry
from homing.services import counting, link_counting
from homing.services.order_book import message_of
from typer.testing import CliRunner, Result

from local import relabel_command
from local.cli import app
from local.deployed import Deployed, OwnersNeighbours
from tests.functional.contracts.samples import NO_GUARD, claim, enrollment, sent
from tests.functional.deployment import STAGE, account, deploy

NOW = datetime.now(UTC).replace(microsecond=0)
YESTERDAY = NOW - timedelta(days=1)
DEVICE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
LENIENT = Ruleset(version=0, haste=timedelta(seconds=0), soon=timedelta(seconds=0))
"""Rules of before, to which haste was no sign."""

OPENED_IN_HASTE = Interaction(act=Act.OPEN, at=YESTERDAY + timedelta(seconds=8), agent=DEVICE)
CLICKED_IN_HASTE = Interaction(act=Act.CLICK, at=YESTERDAY + timedelta(seconds=9), link="s/a", agent=DEVICE)
CLICKED_LATER = Interaction(act=Act.CLICK, at=YESTERDAY + timedelta(hours=2), link="s/b", agent=DEVICE)


@pytest.fixture(autouse=True)
def _deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(relabel_command._out, "_width", 200)
    monkeypatch.setitem(RULESETS, LENIENT.version, LENIENT)
    with account(monkeypatch):
        deploy()
        yield
    bootstrap.install(None)


def around() -> OwnersNeighbours:
    return Deployed(STAGE).neighbours()


def typed(*words: str) -> Result:
    since = (YESTERDAY - timedelta(days=1)).date().isoformat()
    return CliRunner().invoke(app, ["relabel", STAGE, "--since", since, *words])


def figures(known: Message, after: Message, counts: Mapping[Metric, int]) -> tuple[Count, ...]:
    zone = around().shop.zone
    return counting.for_message(after, counts, zone) + link_counting.clicked(known, after, zone)


def read(of: str, *interactions: Interaction, decided_at: datetime = YESTERDAY) -> MessageId:
    """A message as a stage of the lenient rules wrote and counted it."""
    ports = around()
    row = enrollment(of)
    ports.enrollments.put(row, NO_GUARD, watch_entry(row), [])
    message = claim(row=of, decided_at=decided_at, claimed_at=decided_at)
    ledger = ports.contacts.ledger("c-1")
    ports.messages.claim(message, None, ledger, replace(ledger, recent=(*ledger.recent, decided_at)))
    known = ports.messages.settle(sent(message, sent_at=decided_at), None, [])
    for event in (
        Feedback(
            id="d", kind=FeedbackKind.DELIVERY, at=decided_at + timedelta(seconds=7), message=message.id
        ),
        *(
            Feedback(id="f", kind=FeedbackKind(each.act.value.title()), at=each.at, interaction=each)
            for each in interactions
        ),
    ):
        after, counts = observed(known, event, LENIENT)
        assert ports.messages.observe(known, after, figures(known, after, counts))
        known = ports.messages.get([message.id])[message.id]
    for each in interactions:
        if each.act is Act.CLICK:
            ports.history.touched("c-1", Touch(message=message.id, at=each.at))
    return message.id


def stored(message_id: MessageId) -> Message:
    return around().messages.get([message_id])[message_id]


def counted() -> dict[str, int]:
    totals = around().figures.totals("welcome", date.min, date.max)
    names = sorted({name for metrics in totals.values() for name in metrics})
    sums = {name: int(sum(metrics.get(name, 0) for metrics in totals.values())) for name in names}
    return {name: total for name, total in sums.items() if total}


def links() -> dict[str, int]:
    """How often each link counts as clicked."""
    totals = around().figures.totals(links_of("welcome"), date.min, date.max)
    return {cell.variant: int(metrics["clicked"]) for cell, metrics in totals.items() if metrics["clicked"]}


def clicks() -> list[datetime]:
    return [
        click.at
        for click in around().history.touches("c-1", TouchKind.CLICK, YESTERDAY - timedelta(days=9), NOW)
    ]


ARRIVED = {"delivered": 2, "tracked": 2}


def test_labels_counters_and_clicks_follow_the_rules_of_today_once() -> None:
    hasty = read("welcome-1", OPENED_IN_HASTE, CLICKED_IN_HASTE)
    both = read("welcome-2", CLICKED_IN_HASTE, CLICKED_LATER)
    before = counted()
    assert before == {**ARRIVED, "opened": 1, "clicked": 2}
    assert links() == {"s/a": 2, "s/b": 1}

    told = typed("--dry-run")

    assert told.exit_code == 1, told.output
    assert "2 of 2 messages with an open or a click would be labelled otherwise" in told.output
    assert counted() == before
    assert len(clicks()) == 3

    done = typed()

    assert done.exit_code == 0, done.output
    assert "2 of 2 messages with an open or a click were labelled otherwise" in done.output
    assert counted() == {**ARRIVED, "machine_only_opened": 1, "clicked": 1, "machine_only_clicked": 1}
    assert clicks() == [CLICKED_LATER.at]
    assert links() == {"s/b": 1}
    assert stored(hasty).machine_opened_at == OPENED_IN_HASTE.at
    assert stored(both).clicked_at == CLICKED_LATER.at
    assert stored(both).labelled_by == CURRENT.version

    assert "0 of 2" in typed().output
    assert typed("--dry-run").exit_code == 0


def orders(at: datetime) -> None:
    """An order of the reader, credited and converted as live events would have it."""
    ports = around()
    book = closings.order_book(ports)
    order = Order(id="o-1", time=Stamp.of(at, at), total=Decimal("99.95"), currency="NOK", paid=True)
    told = OrderRow(id="o-1", order=order, contacts=("c-1",))
    _, row = book.change("o-1", lambda _: book.credited(told), ["c-1"])
    earned_by = message_of(row)
    assert earned_by is not None
    assert ports.enrollments.reach(enrollment(earned_by.enrollment), YESTERDAY, [])
    known, mail, zone = ports.enrollments.get(earned_by.enrollment), stored(earned_by), ports.shop.zone
    assert known is not None
    both = (Metric.CONVERTED, Metric.CREDITED)
    counts = [
        *(each for metric in both for each in counting.for_enrollment(known, metric, zone)),
        *counting.for_message(mail, dict.fromkeys(both, 1), zone),
        *link_counting.converted(mail, at, zone, credited=True),
    ]
    assert ports.enrollments.convert(known, at, earned_by.step, counts)


def earned(of: str) -> dict[tuple[str, str], Counter[str]]:
    """The credit and money that stand with the steps or links of a name, none of them nothing."""
    totals = around().figures.totals(of, date.min, date.max)
    told = {Metric.CREDITED, Metric.REVENUE, Metric.ORDERS}
    found: dict[tuple[str, str], Counter[str]] = {}
    for cell, metrics in totals.items():
        found.setdefault((cell.step, cell.variant), Counter()).update(
            {name: n for name, n in metrics.items() if name in told and n}
        )
    return {place: metrics for place, metrics in found.items() if metrics}


def credited_to() -> MessageKey | None:
    row = around().orders.get("o-1")
    assert row is not None
    return row.credited_to


def test_an_order_that_a_machine_is_found_to_have_earned_is_credited_anew_once() -> None:
    around().contacts.create(Contact(id="c-1"), [])
    read("welcome-1", CLICKED_IN_HASTE)
    orders(YESTERDAY + timedelta(hours=3))
    money = Decimal("99.95")
    assert earned("welcome") == {("", ""): {"credited": 1}, ("hello", ""): {"credited": 1, "revenue": money}}
    assert earned(links_of("welcome")) == {("hello", "s/a"): {"credited": 1, "revenue": money}}
    assert earned(ORDERS) == {("welcome", ""): {"orders": 1}, ("", ALL): {"orders": 1}}

    assert typed("--dry-run").exit_code == 1
    assert credited_to() == ("welcome-1", "hello", 0)

    assert typed().exit_code == 0

    row = around().enrollments.get("welcome-1")
    assert credited_to() is None
    assert row is not None
    assert (row.converted_at is not None, row.credited_step) == (True, None)
    assert (earned("welcome"), earned(links_of("welcome"))) == ({}, {})
    assert earned(ORDERS) == {("", ""): {"orders": 1}, ("", ALL): {"orders": 1}}

    assert "0 of 1" in typed().output
    assert earned("welcome") == {}


def test_the_click_before_a_machines_earns_the_order_even_if_a_run_broke_off() -> None:
    around().contacts.create(Contact(id="c-1"), [])
    read("welcome-1", replace(CLICKED_IN_HASTE, at=YESTERDAY + timedelta(minutes=20)))
    later = timedelta(hours=1)
    in_haste = replace(CLICKED_IN_HASTE, at=CLICKED_IN_HASTE.at + later)
    hasty = read("welcome-2", in_haste, decided_at=YESTERDAY + later)
    orders(YESTERDAY + timedelta(hours=3))
    assert credited_to() == ("welcome-2", "hello", 0)
    closings.touches(around()).set_right(labelled(stored(hasty)), CURRENT)
    assert credited_to() == ("welcome-1", "hello", 0)
    money = earned("welcome")

    assert "1 of 2" in typed().output

    assert earned("welcome") == money
    assert money[("hello", "")]["revenue"] == Decimal("99.95")
    assert earned(ORDERS) == {("welcome", ""): {"orders": 1}, ("", ALL): {"orders": 1}}


def test_mails_of_before_and_those_that_nobody_opened_are_not_looked_at() -> None:
    read("welcome-1", OPENED_IN_HASTE, decided_at=YESTERDAY - timedelta(days=10))
    read("welcome-2")

    assert "0 of 0" in typed().output


def test_a_run_that_broke_off_or_was_overtaken_by_feedback_is_made_good() -> None:
    hasty = read("welcome-1", OPENED_IN_HASTE, CLICKED_IN_HASTE)
    stale = stored(hasty)
    ports = around()
    later = Feedback(id="f", kind=FeedbackKind.CLICK, at=CLICKED_LATER.at, interaction=CLICKED_LATER)
    after, counts = observed(stale, later, LENIENT)
    assert ports.messages.observe(stale, after, figures(stale, after, counts))
    ports.history.untouched("c-1", [Touch(message=hasty, at=CLICKED_IN_HASTE.at)])

    done = recovery.relabel(ports)([stale])

    assert (done.looked_at, done.changed) == (1, 1)
    assert clicks() == [CLICKED_LATER.at]
    assert counted() == {"delivered": 1, "tracked": 1, "machine_only_opened": 1, "clicked": 1}
    assert stored(hasty) == replace(labelled(after), revision=stored(hasty).revision)


def test_a_day_that_is_none_is_refused_by_name() -> None:
    done = CliRunner().invoke(app, ["relabel", STAGE, "--since", "last week"])

    assert done.exit_code == 2
    assert "--since last week: write a day such as 2026-11-01." in done.output
