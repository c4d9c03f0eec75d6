"""How tests stand in the report: counts before the first look, and no verdict."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from homing.adapters import report_page
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.experiment import Decision, DecisionKind
from homing.domain.figures import Cell, Count, Metric
from homing.domain.rules import Rules
from homing.domain.workflow import Workflow
from homing.services.experiment_words import told
from homing.services.experimenting import Experimenting
from homing.services.report_experiments import (
    ExperimentReport,
    ExperimentReports,
    Standing,
    experiment_json,
)
from homing.services.report_json import report_json

from local.memory.experiments import MemoryExperiments
from local.memory.stores import MemoryDueIndex, MemoryFigures, MemoryTables
from tests.unit.figures_of_a_shop import SHOP, FixedClock, of_a_good_month
from tests.unit.test_experimenting import flow

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Standings:
    """A tested mail, and how its test is told on a day."""

    def __init__(self, workflow: Workflow) -> None:
        tables = MemoryTables()
        self.workflow, self.experiments, self.figures = (
            workflow,
            MemoryExperiments(tables),
            MemoryFigures(tables),
        )
        self.sweep = Experimenting(
            due=MemoryDueIndex(tables),
            experiments=self.experiments,
            figures=self.figures,
            workflows=WorkflowSet([workflow], ()),
            rules=Rules(zone="Europe/Oslo", locales=("en",)),
        )
        self.sweep.begin(BEGAN)

    def sent(self, arm: str, delivered: int, clicked: int) -> None:
        cell = Cell(workflow="welcome", step="hello", variant=arm, locale="nb", day="2026-11-02")
        counted = {Metric.DELIVERED: delivered, Metric.CLICKED: clicked}
        self.figures.add([Count(cell=cell, metric=m, amount=Decimal(n)) for m, n in counted.items()])

    def on(self, at: datetime, *, look: bool = True) -> ExperimentReport:
        if look:
            (entry,) = list(MemoryDueIndex(self.experiments._tables).until(at))[:1]
            self.sweep(entry, at)
        reports = ExperimentReports(
            clock=FixedClock(at),
            experiments=self.experiments,
            figures=self.figures,
            rules=Rules(zone="Europe/Oslo", locales=("en",)),
        )
        (test,) = reports(self.workflow)
        return test


def clear_cut() -> Standings:
    standings = Standings(flow())
    standings.sent("plain", 700, 70)
    standings.sent("warm", 700, 140)
    return standings


def test_before_the_first_look_there_are_counts_and_nothing_is_compared() -> None:
    test = clear_cut().on(BEGAN + timedelta(days=10))

    assert [(each.name, each.contacts, each.successes) for each in test.so_far] == [
        ("plain", 700, 70),
        ("warm", 700, 140),
    ]
    assert (test.standing, test.compared, test.looks) == (Standing.RUNNING, {}, ())
    assert test.next_look == date(2026, 11, 16)  # due on the 15th at noon, taken at five the morning after
    assert test.contacts == 1400


def test_after_it_the_report_has_the_interval_the_bound_and_the_winner() -> None:
    test = clear_cut().on(BEGAN + timedelta(days=15))

    assert (test.standing, test.everybody) == (Standing.WINNER, "warm")
    compared = test.compared["warm"]
    assert compared.z > compared.bound
    assert 0 < compared.low < 0.1 < compared.high
    assert test.next_look is None
    json = experiment_json(test)
    assert json["status"] == "winner"
    assert json["everybody_gets"] == "warm"
    assert json["looks"][0]["against_the_first"][0]["arm"] == "warm"
    assert json["arms"][1] == {"arm": "warm", "contacts": 700, "did": 140, "rate": 0.2}
    assert told([test]) == (
        "welcome.hello: decided by the test: new contacts get warm "
        f"(1,400 of the {test.needed:,} contacts that the change needs; 1 look taken, none to come)",
    )


def test_a_workflow_without_tests_reads_nothing() -> None:
    class Unread:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"{name} was asked for")

    unread = Unread()
    reports = ExperimentReports(
        clock=FixedClock(),
        experiments=unread,  # type: ignore[arg-type]
        figures=unread,  # type: ignore[arg-type]
        rules=Rules(zone="UTC", locales=("en",)),
    )
    plain = flow().steps[0].model_copy(update={"variants": (), "test": None})

    assert reports(flow().model_copy(update={"steps": (plain,)})) == ()


def test_each_way_to_stand_is_told() -> None:
    standings = clear_cut()
    running = standings.on(BEGAN + timedelta(days=1), look=False)
    known = standings.experiments.of("welcome")[0]
    for kind, applied, standing in (
        (DecisionKind.FOUND, False, Standing.FOUND),
        (DecisionKind.UNDECIDED, True, Standing.UNDECIDED),
        (DecisionKind.CHOSEN, True, Standing.CHOSEN),
        (DecisionKind.STOPPED, True, Standing.STOPPED),
        (DecisionKind.REOPENED, True, Standing.REOPENED),
    ):
        decision = Decision(at=BEGAN, kind=kind, arm="warm", by="kari", because="-", applied=applied)
        standings.experiments.put(known, replace(known, decisions=(decision,)))
        known = standings.experiments.of("welcome")[0]
        assert standings.on(BEGAN + timedelta(days=1), look=False).standing is standing
    assert running.standing is Standing.RUNNING


def test_the_page_and_report_json_show_it() -> None:
    figures = of_a_good_month()
    figures.tests = (clear_cut().on(BEGAN + timedelta(days=15)),)
    report = figures.report()

    page = report_page.render(report, SHOP)

    assert "decided by the test: new contacts get warm" in page
    assert "more clicks" in page
    assert report_json(report)["workflows"]["welcome"]["experiments"][0]["step"] == "hello"


def test_the_page_says_what_was_not_looked_at_yet() -> None:
    figures = of_a_good_month()
    figures.tests = (clear_cut().on(BEGAN + timedelta(days=10)),)

    page = report_page.render(figures.report(), SHOP)

    assert "not looked at yet" in page
    assert "points<small>z" not in page
