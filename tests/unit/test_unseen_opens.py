"""Nothing is inferred from a missing open: where no mail could tell of one, nobody knows."""

from typing import Any

import pytest
from homing.domain.condition import Condition
from homing.domain.explanation import explained
from homing.domain.facts import Deed, Facts, holds, judged
from homing.domain.reads import reads
from homing.domain.segment import Segment
from homing.domain.segments import members_of, unknown_of
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.builders import DAY, HOUR, at

NOW = at("2026-09-01 11:00")
READER: TypeAdapter[Condition] = TypeAdapter(Condition)
OPENED = {"event": "Email Opened", "within": "30d"}
TRUE, FALSE = ({"fact": "contact.has_ordered", "is": value} for value in (True, False))


def facts(*deeds: tuple[str, int, dict[str, Any]], became: frozenset[str] = frozenset()) -> Facts:
    told: dict[str, tuple[Deed, ...]] = {}
    for name, days, properties in deeds:
        deed = Deed(name=name, at=NOW - days * DAY, properties=properties)
        told[name] = (*told.get(name, ()), deed)
    values = {"contact.has_ordered": True}
    return Facts(now=NOW, values=values, deeds=told, reactions={"hello": became})


def verdict(written: Any, known: Facts) -> bool | None:
    return judged(READER.validate_python(written), known)


def mail(days: int, *, pixel: bool, **about: Any) -> tuple[str, int, dict[str, Any]]:
    return "Email Delivered", days, {"pixel": pixel, "purpose": "marketing", **about}


OPEN = ("Email Opened", 1, {"machine": False})
SEEN, UNSEEN = mail(2, pixel=True), mail(3, pixel=False)


@pytest.mark.parametrize(
    ("deeds", "opened"),
    [
        ([SEEN], False),
        ([UNSEEN], None),
        ([SEEN, UNSEEN], False),  # judged over the mail that would have told
        ([UNSEEN, mail(31, pixel=True)], None),  # that one is not of this month
        ([mail(31, pixel=False)], None),  # and may have been opened in this
        ([mail(31, pixel=True)], False),
        ([], False),  # no mail, no open
        ([UNSEEN, OPEN], True),
        ([("Email Delivered", 2, {"purpose": "marketing"})], False),  # noted before mails said so
    ],
)
def test_opens_are_judged_over_the_mails_that_tell_of_them(deeds: list[Any], opened: bool | None) -> None:
    known = facts(*deeds)

    assert verdict(OPENED, known) is opened
    assert verdict({"not": OPENED}, known) is (None if opened is None else not opened)
    assert verdict({**OPENED, "at_most": 0}, known) is (None if opened is None else not opened)


def test_more_opens_than_were_seen_may_be_and_never_fewer() -> None:
    known = facts(UNSEEN, OPEN)

    assert verdict({**OPENED, "at_least": 2}, known) is None
    assert verdict({**OPENED, "at_most": 1}, known) is None
    assert verdict({**OPENED, "at_most": 0}, known) is False


def test_a_mail_of_another_step_says_nothing_of_this_one() -> None:
    known = facts(mail(2, pixel=True, step="hello"), mail(3, pixel=False, step="tip"))

    assert verdict({**OPENED, "where": {"step": "tip", "machine": False}}, known) is None
    assert verdict({**OPENED, "where": {"step": "hello", "machine": False}}, known) is False


@pytest.mark.parametrize(
    ("became", "opened"),
    [
        ({"sent", "delivered"}, False),
        ({"sent", "delivered", "unseen"}, None),
        ({"sent", "delivered", "unseen", "clicked"}, True),  # nobody clicks in a mail unopened
        ({"sent", "delivered", "opened"}, True),
        (set(), False),  # never sent
    ],
)
def test_a_message_without_a_pixel_is_neither_opened_nor_unopened(
    became: set[str], opened: bool | None
) -> None:
    known = facts(became=frozenset(became))
    asked = {"message": "hello", "was": "opened"}

    assert verdict(asked, known) is opened
    assert holds(READER.validate_python({"not": asked}), known) is (opened is False)
    assert verdict({"message": "hello", "was": "clicked"}, known) is ("clicked" in became)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"all": [TRUE, OPENED]}, None),
        ({"all": [FALSE, OPENED]}, False),
        ({"any": [TRUE, OPENED]}, True),
        ({"any": [FALSE, OPENED]}, None),
        ({"not": {"any": [FALSE, OPENED]}}, None),
        ({"not": {"all": [FALSE, OPENED]}}, True),
    ],
)
def test_what_rests_on_it_is_unknown_too_and_what_does_not_is_not(
    written: Any, expected: bool | None
) -> None:
    assert verdict(written, facts(UNSEEN)) is expected


def test_a_segment_that_rests_on_it_has_nobody_in_it_and_nobody_out_of_it() -> None:
    keen = Segment(name="keen", title="-", when=READER.validate_python(OPENED))
    known = facts(UNSEEN)

    assert members_of(["keen"], {"keen": keen}, known) == frozenset()
    assert unknown_of(["keen"], {"keen": keen}, known) == {"keen"}
    about = known.model_copy(update={"unknown": frozenset({"keen"})})
    assert verdict({"not": {"segment": "keen"}}, about) is None


def test_an_explanation_says_that_no_mail_could_tell() -> None:
    finding = explained(READER.validate_python(OPENED), facts(UNSEEN), {})

    assert (finding.holds, finding.found) == (None, "no mail carried a pixel")
    assert finding.until == NOW + 397 * DAY  # when that mail is forgotten, nothing is unknown any more


def test_who_asks_for_opens_keeps_the_mails_that_tell_of_them() -> None:
    assert reads(READER.validate_python(OPENED)).events == {"Email Opened", "Email Delivered"}
    assert reads(READER.validate_python({"event": "Page Viewed"})).events == {"Page Viewed"}


deeds = st.lists(
    st.builds(
        lambda name, hours, properties: Deed(name=name, at=NOW - hours * HOUR, properties=properties),
        st.sampled_from(["Email Opened", "Email Delivered"]),
        st.integers(0, 24 * 40),
        st.fixed_dictionaries({"pixel": st.booleans()}),
    ),
    max_size=8,
)


@given(deeds, st.integers(0, 3), st.integers(1, 3))
def test_another_open_unseen_can_never_prove_a_verdict_wrong(told: list[Deed], most: int, least: int) -> None:
    """What is known to be true or false stays so when the opens of mails without a pixel come to light."""

    def known(*deeds: Deed) -> Facts:
        by_name = {name: tuple(d for d in deeds if d.name == name) for name in {d.name for d in deeds}}
        return Facts(now=NOW, values={}, deeds=by_name)

    mails = [each for each in told if each.name == "Email Delivered"]
    all_unseen = not any(each.properties["pixel"] for each in mails)
    hidden = [Deed(name="Email Opened", at=each.at) for each in mails] if all_unseen else []
    for written in ({"event": "Email Opened", "at_least": least}, {"event": "Email Opened", "at_most": most}):
        before, after = verdict(written, known(*told)), verdict(written, known(*told, *hidden))
        assert before is None or before is after
