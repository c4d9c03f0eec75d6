"""Every kind of row says what it is, and the page says the same."""

from homing.domain import visit
from homing.domain.condition import HISTORY
from homing.domain.confirmation import COUNTED_FOR
from homing.domain.kept_beside import RECORDS, kind_at
from homing.domain.kept_of_people import ASKED, CLICK, DEED, VISIT
from homing.domain.retention import Fate

from tools.kept import PAGE, page


def test_the_page_tells_of_every_kind_as_it_is_kept() -> None:
    told = PAGE.read_text("utf-8")

    assert page(told) == told, "run: python -m tools.kept"


def test_each_kind_is_found_by_its_own_key() -> None:
    for kind in RECORDS:
        pk, _, sk = kind.key.replace("…", "c-1").partition(" / ")
        assert kind_at(kind.table, pk, sk or None) is kind, kind.name


def test_nobody_described_what_is_anywhere_else() -> None:
    assert kind_at("contacts", "contact#c-1", "DIARY") is None
    assert kind_at("schedule", "secret#c-1", "x") is None


def test_what_an_erasure_leaves_to_itself_ends_by_itself_or_with_its_round() -> None:
    assert [kind.name for kind in RECORDS if kind.fate is Fate.RUNS_OUT and kind.kept is None] == [
        "watch entry"
    ]


def test_rules_that_look_back_look_as_far_as_rows_are_kept() -> None:
    assert (DEED.lifetime, CLICK.lifetime) == (HISTORY, HISTORY)
    assert VISIT.lifetime == visit.KEPT
    assert ASKED.lifetime == COUNTED_FOR
