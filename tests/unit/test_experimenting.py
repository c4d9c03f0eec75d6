"""When looks are taken, what they may see, and that each is taken once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from homing.adapters.workflow_set import WorkflowSet
from homing.domain.due import DueEntry, DueKind
from homing.domain.experiment import Decision, DecisionKind, Experiment
from homing.domain.figures import Cell, Count, Metric
from homing.domain.rules import Rules
from homing.domain.workflow import Workflow
from homing.services.experimenting import Experimenting

from local.memory.experiments import MemoryExperiments
from local.memory.stores import MemoryDueIndex, MemoryFigures, MemoryTables

BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKLY = {"first": "14d", "every": "7d", "most": 3}


def flow(looks: Any = WEEKLY, variants: Sequence[str] = ("plain", "warm"), **test: Any) -> Workflow:
    plan = {
        "metric": "click_rate",
        "owner": "sales",
        "goal": "more clicks",
        "base": "10%",
        "change": "5 points",
        "looks": looks,
        **test,
    }
    return Workflow.model_validate(
        {
            "name": "welcome",
            "title": "Welcome",
            "status": "live",
            "stage": "before",
            "trigger": {"type": "event", "event": "Subscribed"},
            "steps": [{"id": "hello", "type": "email", "variants": list(variants), "test": plan}],
        }
    )


class Shop:
    """A shop with one tested mail, whose sweep is called by hand."""

    def __init__(self, workflow: Workflow) -> None:
        self.tables = MemoryTables()
        self.experiments, self.figures = MemoryExperiments(self.tables), MemoryFigures(self.tables)
        self.due = MemoryDueIndex(self.tables)
        self.deploy(workflow, BEGAN)

    def deploy(self, workflow: Workflow, at: datetime) -> None:
        self.sweep = Experimenting(
            due=self.due,
            experiments=self.experiments,
            figures=self.figures,
            workflows=WorkflowSet([workflow], ()),
            rules=Rules(zone="UTC", locales=("en",)),
        )
        self.sweep.begin(at)

    def sent(self, arm: str, delivered: int, clicked: int, day: date = date(2026, 3, 3)) -> None:
        cell = Cell(workflow="welcome", step="hello", variant=arm, locale="en", day=day.isoformat())
        counted = ((Metric.DELIVERED, delivered), (Metric.CLICKED, clicked))
        self.figures.add([Count(cell=cell, metric=metric, amount=n) for metric, n in counted])  # type: ignore[arg-type]

    def look(self, at: datetime) -> None:
        self.sweep(DueEntry(at=at, kind=DueKind.EXPERIMENT, workflow="welcome", key="looks"), at)

    @property
    def test(self) -> Experiment:
        return self.experiments.of("welcome")[-1]


def test_a_test_begins_when_it_is_first_seen_and_is_looked_after_every_day() -> None:
    shop = Shop(flow())

    assert shop.test.started == BEGAN
    assert [(each.kind, each.at) for each in shop.due.until(BEGAN + 2 * DAY)] == [
        (DueKind.EXPERIMENT, datetime(2026, 3, 3, 5, tzinfo=UTC))
    ]
    shop.look(BEGAN + DAY)
    shop.look(BEGAN + DAY)
    assert len(list(shop.due.until(BEGAN + 9 * DAY))) == 2


def test_the_same_look_twice_is_one() -> None:
    shop = Shop(flow())
    shop.sent("plain", 300, 30)
    shop.sent("warm", 300, 33)

    for _ in range(3):
        shop.look(BEGAN + 14 * DAY)
    shop.look(BEGAN + 15 * DAY)

    assert [each.place for each in shop.test.looks] == [0]


def test_looks_that_were_missed_are_one_look_with_what_is_known_by_then() -> None:
    shop = Shop(flow())
    shop.sent("plain", 300, 30)
    shop.sent("warm", 300, 33)

    shop.look(BEGAN + 23 * DAY)  # the second was due two days ago, and the first nine
    shop.look(BEGAN + 24 * DAY)
    shop.look(BEGAN + 28 * DAY)

    assert [(seen.place, seen.last) for seen in shop.test.looks] == [(1, False), (2, True)]
    decision = shop.test.decision
    assert decision is not None
    assert (decision.kind, decision.arm) == (DecisionKind.UNDECIDED, "plain")
    assert shop.test.everybody == "plain"


def test_mails_that_have_not_had_their_time_wait_for_the_next_look() -> None:
    shop = Shop(flow())
    shop.sent("plain", 300, 30)
    shop.sent("warm", 300, 33)
    shop.sent("warm", 900, 0, (BEGAN + 13 * DAY).date())

    shop.look(BEGAN + 14 * DAY)

    assert [each.contacts for each in shop.test.looks[0].arms] == [300, 300]


def test_looks_by_contacts_come_with_the_contacts() -> None:
    shop = Shop(flow({"first": "500 contacts", "every": "250 contacts", "most": 3}))
    shop.sent("plain", 240, 24)
    shop.sent("warm", 240, 25)
    shop.look(BEGAN + 9 * DAY)
    assert not shop.test.looks

    shop.sent("plain", 100, 10, date(2026, 3, 4))
    shop.look(BEGAN + 10 * DAY)
    shop.look(BEGAN + 11 * DAY)
    assert [seen.place for seen in shop.test.looks] == [0]

    shop.sent("warm", 800, 80, date(2026, 3, 5))
    shop.look(BEGAN + 12 * DAY)
    assert [(seen.place, seen.last) for seen in shop.test.looks] == [(0, False), (2, True)]


def test_of_three_variants_that_is_taken_which_beats_the_first_by_most() -> None:
    shop = Shop(flow(variants=("plain", "warm", "bold")))
    shop.sent("plain", 1500, 150)
    shop.sent("warm", 1500, 240)
    shop.sent("bold", 1500, 270)

    shop.look(BEGAN + 14 * DAY)

    assert shop.test.everybody == "bold"


def test_when_all_others_are_worse_the_first_has_won() -> None:
    shop = Shop(flow())
    shop.sent("plain", 1500, 300)
    shop.sent("warm", 1500, 150)

    shop.look(BEGAN + 14 * DAY)

    decision = shop.test.decision
    assert decision is not None
    assert (decision.kind, decision.arm) == (DecisionKind.FOUND, "plain")


def test_fewer_goodbyes_are_better() -> None:
    shop = Shop(flow(metric="unsubscribe_rate", base="4%", change="2 points"))
    for arm, left in (("plain", 120), ("warm", 30)):
        cell = Cell(workflow="welcome", step="hello", variant=arm, locale="en", day="2026-03-03")
        counted = ((Metric.DELIVERED, 2000), (Metric.UNSUBSCRIBED, left))
        shop.figures.add([Count(cell=cell, metric=metric, amount=n) for metric, n in counted])  # type: ignore[arg-type]

    shop.look(BEGAN + 14 * DAY)

    assert shop.test.everybody == "warm"


def test_another_plan_is_another_test_that_knows_nothing_of_the_first() -> None:
    shop = Shop(flow())
    shop.sent("plain", 1500, 150)
    shop.sent("warm", 1500, 300)
    shop.look(BEGAN + 14 * DAY)

    shop.deploy(flow({"first": "30d", "every": "7d", "most": 2}), BEGAN + 20 * DAY)

    old, new = sorted(shop.experiments.of("welcome"), key=lambda each: each.started)
    assert (old.everybody, new.everybody) == ("warm", None)
    shop.look(BEGAN + 40 * DAY)
    assert [len(each.looks) for each in shop.experiments.of("welcome") if each.plan == new.plan] == [0]


def test_another_owner_or_goal_is_the_same_test() -> None:
    shop = Shop(flow())

    shop.deploy(flow(owner="kari", goal="even more clicks", apply="ask"), BEGAN + DAY)

    assert len(shop.experiments.of("welcome")) == 1


def test_what_a_person_reopened_is_looked_at_and_left_to_the_person() -> None:
    shop = Shop(flow())
    shop.sent("plain", 300, 30)
    shop.sent("warm", 300, 36)
    shop.look(BEGAN + 14 * DAY)
    known = shop.test
    again = Decision(
        at=BEGAN + 15 * DAY, kind=DecisionKind.REOPENED, arm="plain", by="kari", because="wrong link"
    )
    shop.experiments.put(known, known.decided(again))

    shop.sent("plain", 500, 50, date(2026, 3, 20))
    shop.sent("warm", 500, 120, date(2026, 3, 20))
    shop.look(BEGAN + 24 * DAY)

    decision = shop.test.decision
    assert decision is not None
    assert (decision.kind, decision.arm, decision.applied) == (DecisionKind.FOUND, "warm", False)
    assert shop.test.everybody is None


def test_a_winner_in_the_file_ends_the_looks() -> None:
    workflow = flow()
    named = workflow.model_copy(update={"steps": (workflow.steps[0].model_copy(update={"winner": "warm"}),)})
    shop = Shop(named)
    shop.sent("plain", 1500, 150)
    shop.sent("warm", 1500, 300)

    shop.look(BEGAN + 40 * DAY)

    assert shop.test.looks == ()
