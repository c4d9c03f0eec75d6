"""The sum of a bill: work by hand against what the bill makes of it."""

from decimal import Decimal

import pytest

from local.bill import by_service, charges, total
from local.item_sizes import ItemSize, item_bytes
from local.prices import PRICES, SES_PLANS, Plan, Service, price_of

LARGE = {"message": ItemSize(items=1, bytes=1500, write_units=2, read_units=1)}


def _units(work: dict[str, float], sizes: dict[str, ItemSize] | None = None) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in charges(work, sizes or {}):
        found[line.unit] = found.get(line.unit, 0) + line.amount
    return found


def test_a_claim_is_a_transaction_of_three_items_at_twice_the_price() -> None:
    assert _units({"call send messages.claim:claimed": 1})["write_unit"] == 6


def test_an_item_above_a_kilobyte_takes_a_unit_for_each() -> None:
    assert _units({"call send messages.claim:claimed": 1}, LARGE)["write_unit"] == 8


def test_each_counter_of_an_outcome_is_one_item_more() -> None:
    call = "messages.observe:yes"
    one = _units({f"call feedback {call}": 1, f"item feedback {call} counter": 1})
    two = _units({f"call feedback {call}": 1, f"item feedback {call} counter": 2})

    assert two["write_unit"] - one["write_unit"] == 2


def test_an_eventually_consistent_query_costs_half() -> None:
    assert _units({"call send catalogue.featured:some": 1})["read_unit"] == 0.5


def test_a_thousand_mails_and_seven_transitions_cost_what_the_price_list_says() -> None:
    lines = charges({"call send mailer.send:some": 1000, "transition": 1750}, {})

    assert by_service(lines)[Service.SES] == Decimal("0.10")
    assert by_service(lines)[Service.STEP_FUNCTIONS] == Decimal("0.04375")
    assert total(lines) == Decimal("0.14375")


def test_the_plan_changes_the_price_of_a_mail_and_of_nothing_else() -> None:
    work = {"call send mailer.send:some": 1000, "transition": 1750}

    dearer = total(charges(work, {}, Plan.ESSENTIALS)) - total(charges(work, {}))

    assert dearer == Decimal("0.06")


def test_a_run_costs_its_request_and_its_time_and_no_lines_of_lambdas_own() -> None:
    units = _units({"run send": 1, "record send": 1, "call send contacts.get:some": 1})

    assert units["invocation"] == 1
    assert 0 < units["gb_second"] < 1
    assert "logged_gb" not in units


def test_a_call_that_no_contract_test_makes_has_no_price() -> None:
    with pytest.raises(KeyError, match="write a contract test"):
        charges({"call send contacts.vanish:none": 1}, {})


@pytest.mark.parametrize("price", [*PRICES.values(), *SES_PLANS.values()], ids=str)
def test_every_price_names_its_source(price: object) -> None:
    assert "https://aws.amazon.com/" in str(price)


def test_a_mail_costs_what_the_plan_asks() -> None:
    assert price_of("mail", Plan.ESSENTIALS).of(1000) == Decimal("0.16")


def test_an_item_weighs_as_dynamodb_says() -> None:
    assert item_bytes({"name": "åse"}) == 4 + 4
    assert item_bytes({"n": 12345}) == 1 + 4
    assert item_bytes({"m": {"a": True}, "l": [None]}) == 1 + (3 + 1 + 1 + 1) + 1 + (3 + 1 + 1)
