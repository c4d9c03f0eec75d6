"""Points that fade: told in any order, each once, and a threshold that is reached once until it was lost."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.consent import Consent, ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.domain.score import Score, scored
from homing.domain.time import Stamp
from homing.domain.trigger import ScoreTrigger
from homing.domain.workflow import Workflow
from homing.services.scores import Scores
from hypothesis import given
from hypothesis import strategies as st

from local.memory.groups import MemoryScores
from local.memory.stores import MemoryTables
from tests.builders import DAY, at

NOW = at("2026-03-04 11:00")
GRANTED = Consent(granted_at=Stamp.of(NOW - 90 * DAY, NOW))
RULES = [
    {"event": "Product Viewed", "points": 10},
    {"event": "Product Viewed", "points": 5, "where": {"page": "pricing"}},
    {"event": "Demo Requested", "points": 60, "once": True},
    {"event": "Support Ticket Opened", "points": -30},
]


def trigger(half_life: str = "30d", threshold: int = 100) -> ScoreTrigger:
    told = {"type": "score", "rules": RULES, "threshold": threshold, "half_life": half_life}
    return ScoreTrigger.model_validate(told)


def event(name: str, number: int = 1, *, ago: timedelta = timedelta(0), **properties: Any) -> Event:
    time = Stamp.of(NOW - ago, NOW)
    return Event(id=f"e{number}", name=name, time=time, arrived_at=NOW, properties=properties)


def told(*events: Event, by: ScoreTrigger | None = None) -> Score:
    score = Score(contact_id="c-1", workflow="leads")
    for each in events:
        score = scored(score, by or trigger(), each, NOW)
    return score


def test_points_are_halved_in_a_half_life() -> None:
    score = told(event("Product Viewed"))

    assert score.points(NOW) == 10
    assert score.points(NOW + 30 * DAY) == 5
    assert score.points(NOW + 15 * DAY) == Decimal("7.0711")


def test_what_was_done_long_ago_gives_what_would_be_left_of_it() -> None:
    assert told(event("Product Viewed", ago=60 * DAY)).points(NOW) == Decimal("2.5")


def test_every_rule_that_fits_gives_its_points() -> None:
    assert told(event("Product Viewed", page="pricing")).points(NOW) == 15


def test_what_counts_once_counts_from_the_first_time_however_late_that_is_told() -> None:
    first, second = event("Demo Requested", 1, ago=30 * DAY), event("Demo Requested", 2)

    assert told(first, second).points(NOW) == told(second, first).points(NOW) == 30


def test_a_changed_half_life_applies_from_now_on() -> None:
    score = told(event("Product Viewed"))
    score = scored(score, trigger("1d"), event("Product Viewed", 2), NOW)

    assert score.points(NOW) == 20
    assert score.points(NOW + DAY) == 10


def test_a_short_half_life_fits_in_a_table_for_ever() -> None:
    score = told(event("Product Viewed"), by=trigger("1h"))

    assert score.points(NOW) == 10
    assert len(score.total) < 100


happenings = st.tuples(
    st.sampled_from(["Product Viewed", "Demo Requested", "Support Ticket Opened"]),
    st.integers(0, 400 * 24).map(lambda hours: timedelta(hours=hours)),
    st.sampled_from([{}, {"page": "pricing"}]),
)


@given(
    st.lists(happenings, max_size=8).flatmap(lambda story: st.tuples(st.just(story), st.permutations(story)))
)
def test_the_order_in_which_events_are_told_does_not_matter(stories: Any) -> None:
    points = [
        told(*(event(name, n, ago=ago, **properties) for n, (name, ago, properties) in enumerate(story)))
        for story in stories
    ]

    assert points[0].points(NOW) == points[1].points(NOW)


class Counting:
    """Scores over tables in memory."""

    def __init__(self, threshold: int = 100) -> None:
        workflow = Workflow.model_validate(
            {
                "name": "leads",
                "title": "Leads",
                "status": "live",
                "stage": "before",
                "trigger": trigger(threshold=threshold).model_dump(),
                "steps": [{"type": "notify", "id": "tell", "to": "sales"}],
            }
        )
        self.store = MemoryScores(MemoryTables())
        self.scores = Scores(scores=self.store, workflows=WorkflowSet([workflow]))
        self.contact = Contact(id="c-1", consent=GRANTED)

    def reached(self, told: Event) -> list[dict[str, Any]]:
        return [dict(e.properties) for e in self.scores.changed_by(told, self.contact, told.arrived_at)]

    @property
    def points(self) -> Decimal:
        return self.store.of("c-1", "leads").points(NOW)


def test_who_reaches_the_threshold_tells_so_once() -> None:
    counting = Counting(threshold=20)

    assert counting.reached(event("Product Viewed", 1)) == []
    assert counting.reached(event("Product Viewed", 2)) == [{"workflow": "leads", "points": 20}]
    assert counting.reached(event("Product Viewed", 3)) == []


def test_who_fell_below_may_reach_it_again() -> None:
    counting = Counting(threshold=20)
    for number in (1, 2):
        counting.reached(event("Product Viewed", number))
    assert counting.reached(event("Support Ticket Opened", 3)) == []

    told = counting.reached(event("Demo Requested", 4))

    assert told == [{"workflow": "leads", "points": 50}]


def test_who_fell_below_with_time_may_reach_it_again() -> None:
    counting = Counting(threshold=20)
    for number in (1, 2):
        counting.reached(event("Product Viewed", number))
    then = NOW + 30 * DAY
    third = replace(event("Product Viewed", 3), time=Stamp.of(then, then), arrived_at=then)

    assert counting.reached(third) == [{"workflow": "leads", "points": 20}]


def test_the_same_event_counts_once_and_tells_the_same_again() -> None:
    counting = Counting(threshold=10)
    first = counting.scores.changed_by(event("Product Viewed"), counting.contact, NOW)

    again = counting.scores.changed_by(event("Product Viewed"), counting.contact, NOW)

    assert again == first != ()
    assert counting.points == 10


def test_an_event_that_no_rule_counts_reads_nothing() -> None:
    counting = Counting()
    counting.store.of = None  # type: ignore[method-assign,assignment]

    assert counting.reached(event("Page Viewed")) == []


def test_who_has_not_consented_is_not_scored() -> None:
    counting = Counting()
    counting.contact = Contact(id="c-1")

    counting.reached(event("Product Viewed"))

    assert counting.points == 0


@pytest.mark.parametrize("named", [True, False])
def test_who_withdraws_keeps_no_points(named: bool) -> None:
    counting = Counting()
    counting.reached(event("Product Viewed"))
    counting.contact = Contact(id="c-1")
    said = ConsentStatement(
        state=ConsentState.UNSUBSCRIBED, source=ConsentSource.CHANGE, time=Stamp.of(NOW, NOW)
    )

    name = EventName.UNSUBSCRIBED if named else EventName.CONSENT_UPDATED
    consent = None if named else said
    withdrawn = Event(id="e9", name=name, time=Stamp.of(NOW, NOW), arrived_at=NOW, consent=consent)
    counting.reached(withdrawn)

    assert counting.points == 0


def test_two_events_at_once_both_count() -> None:
    counting = Counting()
    put = counting.store.put

    def overtaken(known: Score, score: Score, event_id: str) -> str:
        counting.store.put = put  # type: ignore[method-assign]
        counting.reached(event("Product Viewed", 2))
        return put(known, score, event_id)

    counting.store.put = overtaken  # type: ignore[method-assign]
    counting.reached(event("Product Viewed", 1))

    assert counting.points == 20
