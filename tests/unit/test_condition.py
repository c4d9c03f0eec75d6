"""Conditions: nested all, any and not, over facts that may be unknown."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from homing.domain.condition import Condition, Fact
from homing.domain.contact import Contact
from homing.domain.fact_names import FACTS, refusal
from homing.domain.facts import Deed, Facts, holds
from homing.domain.rules import Rules
from homing.services import facts as gathering
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.builders import DAY, HOUR, at

NOW = at("2026-03-04 11:00")
READER: TypeAdapter[Condition] = TypeAdapter(Condition)


def judged(
    written: Any, values: Mapping[str, Any] | None = None, sent_ago: Mapping[str, timedelta] | None = None
) -> bool:
    sent = {step: NOW - ago for step, ago in (sent_ago or {}).items()}
    return holds(READER.validate_python(written), Facts(now=NOW, values=values or {}, last_sent=sent))


ORDERS = {"contact.orders": 3}


@pytest.mark.parametrize(
    ("written", "values", "expected"),
    [
        ({"fact": "contact.country", "is": "NO"}, {"contact.country": "NO"}, True),
        ({"fact": "contact.country", "is": "NO"}, {"contact.country": "SE"}, False),
        ({"fact": "contact.subscribed", "is": False}, {"contact.subscribed": False}, True),
        ({"fact": "contact.country", "in": ["NO", "SE"]}, {"contact.country": "SE"}, True),
        ({"fact": "contact.country", "in": ["NO", "SE"]}, {"contact.country": "DK"}, False),
        ({"fact": "contact.country", "in": []}, {"contact.country": "DK"}, False),
        ({"fact": "contact.orders", "at_least": 3}, ORDERS, True),
        ({"fact": "contact.orders", "at_least": 4}, ORDERS, False),
        ({"fact": "contact.orders", "at_most": 3}, ORDERS, True),
        ({"fact": "contact.orders", "at_most": 2}, ORDERS, False),
        ({"fact": "cart.total", "at_least": "99.90"}, {"cart.total": Decimal("99.90")}, True),
        ({"fact": "contact.first_name", "at_least": 1}, {"contact.first_name": "Ada"}, False),
        ({"fact": "contact.first_name", "exists": True}, {"contact.first_name": "Ada"}, True),
        ({"fact": "contact.first_name", "exists": False}, {"contact.first_name": "Ada"}, False),
        ({"fact": "cart.has_code", "exists": True}, {"cart.has_code": False}, True),  # false is known
        ({"fact": "contact.orders", "at_most": 0}, {"contact.orders": 0}, True),  # so is zero
    ],
)
def test_a_fact_is_compared_as_written(written: Any, values: dict[str, Any], expected: bool) -> None:
    assert judged(written, values) is expected


@pytest.mark.parametrize("unknown", [{}, {"contact.first_name": None}, {"contact.first_name": ""}])
@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ({"is": "Ada"}, False),
        ({"is": ""}, False),
        ({"is": None}, False),
        ({"in": ["Ada", "", None]}, False),
        ({"at_least": 0}, False),
        ({"at_most": 0}, False),
        ({"exists": True}, False),
        ({"exists": False}, True),
    ],
)
def test_what_is_unknown_holds_no_comparison_but_that_it_is_unknown(
    unknown: dict[str, Any], comparison: dict[str, Any], expected: bool
) -> None:
    assert judged({"fact": "contact.first_name"} | comparison, unknown) is expected


YES, NO = ({"fact": "trigger.first", "is": value} for value in (True, False))
truths = st.recursive(
    st.booleans().map(lambda value: (YES if value else NO, value)),
    lambda parts: (
        parts.map(lambda part: ({"not": part[0]}, not part[1]))
        | st.lists(parts, max_size=3).map(
            lambda each: ({"all": [p for p, _ in each]}, all(v for _, v in each))
        )
        | st.lists(parts, max_size=3).map(
            lambda each: ({"any": [p for p, _ in each]}, any(v for _, v in each))
        )
    ),
    max_leaves=8,
)


@given(truths)
def test_all_any_and_not_mean_what_they_say_however_deep(written: tuple[Any, bool]) -> None:
    condition, truth = written

    assert judged(condition, {"trigger.first": True}) is truth


@given(truths)
def test_a_condition_survives_its_json(written: tuple[Any, bool]) -> None:
    condition = READER.validate_python(written[0])

    text = READER.dump_json(condition, by_alias=True, exclude_unset=True)
    assert READER.validate_json(text) == condition


@pytest.mark.parametrize(
    ("ago", "expected"), [(timedelta(0), True), (90 * DAY - HOUR, True), (90 * DAY, False), (None, False)]
)
def test_a_step_counts_as_sent_lately_until_its_time_is_over(ago: timedelta | None, expected: bool) -> None:
    sent = {} if ago is None else {"abandoned_cart.incentive": ago}

    assert judged({"sent": "abandoned_cart.incentive", "within": "90d"}, sent_ago=sent) is expected


def test_another_steps_mail_is_not_this_ones() -> None:
    sent = {"abandoned_cart.reminder": HOUR, "welcome.incentive": HOUR}

    assert not judged({"sent": "abandoned_cart.incentive", "within": "90d"}, sent_ago=sent)


@pytest.mark.parametrize(
    "written",
    [
        {"fact": "person.wealth", "is": 1},
        {"fact": "contact.orders"},
        {"fact": "contact.orders", "at_least": 1, "at_most": 3},
        {"fact": "contact.orders", "above": 1},
        {"fact": "contact.orders", "at_least": "many"},
        {"all": {"fact": "contact.orders", "at_least": 1}},
        {"all": [], "any": []},
        {"not": []},
        {"sent": "incentive", "within": "90d"},
        {"sent": "abandoned_cart.incentive"},
        {"sent": "abandoned_cart.incentive", "within": "lately"},
        {},
        [],
        "always",
        None,
    ],
)
def test_what_means_nothing_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        READER.validate_python(written)


def test_every_fact_that_a_condition_may_name_is_gathered() -> None:
    rules = Rules(zone="Europe/Oslo", locales=("nb",))
    known = gathering.gather(Contact(id="c-1"), rules=rules, now=NOW, trigger={})

    assert known.values.keys() == {name for name in FACTS if not name.startswith("cart.")}


@pytest.mark.parametrize(("service", "booked"), [("teeth", True), ("eyes", False), (None, False)])
def test_an_event_may_have_to_be_about_what_the_trigger_was(service: str | None, booked: bool) -> None:
    condition = READER.validate_python({"event": "Appointment Booked", "match": ["service"]})
    deed = Deed(name="Appointment Booked", at=NOW - DAY, properties={"service": "teeth"})
    known = Facts(now=NOW, values={"trigger.service": service}, deeds={deed.name: (deed,)})

    assert holds(condition, known) is booked


def test_a_name_that_reads_as_no_number_compares_with_none() -> None:
    fact = Fact.model_validate({"fact": "contact.first_name", "at_least": 1})

    assert not holds(fact, Facts(now=datetime(2026, 3, 1, tzinfo=UTC), values={"contact.first_name": "Nan"}))


@pytest.mark.parametrize("name", ["contact.student", "contact.locked", "contact.age_group", "trigger.seats"])
def test_a_trait_of_the_shops_own_may_sound_a_little_like_one_of_ours(name: str) -> None:
    assert refusal(name) is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("contact.contry", "contact.country"),
        ("contact.has_orderd", "contact.has_ordered"),
        ("cart.totl", "cart.total"),
    ],
)
def test_a_misspelt_fact_of_ours_is_told(name: str, meant: str) -> None:
    assert meant in (refusal(name) or "")
