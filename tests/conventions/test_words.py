"""Every reason and every kind of line has its words for a reader."""

from homing.domain.message import Reason
from homing.domain.timeline import Kind

from local.explain import WHY
from tests.conventions.tree import texts

ARCHITECTURE = "docs/architecture.md"


def test_every_reason_is_explained() -> None:
    assert {reason.value for reason in Reason} - WHY.keys() == set()


def test_every_explanation_is_a_phrase_of_its_own() -> None:
    assert len(set(WHY.values())) == len(WHY)


def test_every_kind_of_line_is_documented() -> None:
    said = texts()[ARCHITECTURE]

    assert [kind.value for kind in Kind if f"| `{kind.value}` |" not in said] == []
