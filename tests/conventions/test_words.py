"""Every reason, every kind of line and every alarm has its words for a reader."""

from homing.alarm_metrics import AlarmMetric
from homing.domain.message import Reason
from homing.domain.timeline import Kind

from local.explain import WHY
from tests.conventions.tree import texts

ARCHITECTURE = "docs/architecture.md"
OPERATIONS = "docs/operations.md"


def test_every_reason_is_explained() -> None:
    assert {reason.value for reason in Reason} - WHY.keys() == set()


def test_every_explanation_is_a_phrase_of_its_own() -> None:
    assert len(set(WHY.values())) == len(WHY)


def test_every_kind_of_line_is_documented() -> None:
    said = texts()[ARCHITECTURE]

    assert [kind.value for kind in Kind if f"| `{kind.value}` |" not in said] == []


def test_every_alarm_that_we_count_says_what_to_do() -> None:
    said = texts()[OPERATIONS].splitlines()

    assert [metric.value for metric in AlarmMetric if f"### {metric.value}" not in said] == []
