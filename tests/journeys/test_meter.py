"""What a rehearsal costs: who is charged for what, and that nothing is left out."""

from typing import Any

import pytest

from local import meter
from local.port_costs import COSTS, NO_CALL, ONE_CALL
from local.tally import DOOR, EVENTS, STANDING
from tests.builders import HOUR, MINUTE, at, checkout, order, recipient, subscriber, webhook
from tests.journeys.conftest import Story, play

FRIDAY = at("2026-03-06 12:00")


def _signs_up(number: int = 1) -> str:
    return webhook("customers/create", subscriber(number, at=FRIDAY), at=FRIDAY + MINUTE)


def _usage(story: Story) -> Any:
    account = story.account
    return meter.usage(account.tally, account.stepper, account.tables)


@pytest.fixture(scope="module")
def welcomed() -> Story:
    return play([_signs_up(), _signs_up(2)])


def test_the_four_mails_of_a_welcome_take_seven_transitions_each_priced(welcomed: Story) -> None:
    welcome = _usage(welcomed)["workflows"]["welcome"]

    assert welcome["sent"] == 8
    assert welcome["transitions_per_email"] == 1.75
    assert welcome["per_1000_by_service"]["SES"] == 0.1
    assert welcome["per_1000_by_service"]["Step Functions"] == 0.04375


def test_the_parts_of_a_price_add_up_to_it(welcomed: Story) -> None:
    welcome = _usage(welcomed)["workflows"]["welcome"]

    assert sum(welcome["per_1000_by_service"].values()) == pytest.approx(welcome["price_per_1000"], abs=1e-5)
    assert welcome["price_ratio_to_ses"] == pytest.approx(welcome["price_per_1000"] / 0.1, abs=1e-3)


def test_a_series_costs_at_most_what_the_design_allows(welcomed: Story) -> None:
    assert _usage(welcomed)["workflows"]["welcome"]["price_ratio_to_ses"] <= 1.8


def test_the_event_that_starts_a_workflow_is_paid_by_it_from_the_door_on(welcomed: Story) -> None:
    work = welcomed.account.tally.owners["welcome"]

    assert work["api_request"] == 2
    assert work["run webhook"] == 2
    assert work["call events enrollments.put:put"] == 2
    assert EVENTS not in welcomed.account.tally.owners


def test_an_event_that_starts_nothing_is_priced_apart() -> None:
    story = play([webhook("orders/create", order(1, at=FRIDAY), at=FRIDAY + MINUTE)])
    usage = _usage(story)

    assert usage["events"]["received"] == 1
    assert usage["events"]["price_per_1000"] > 0
    assert usage["price_per_1000"] is None


def test_a_cart_is_charged_for_the_sweep_that_lets_it_in_but_not_for_waking_it() -> None:
    story = play(
        [
            _signs_up(),
            webhook("checkouts/create", checkout(at=FRIDAY + HOUR), at=FRIDAY + HOUR + MINUTE),
        ]
    )
    owners = story.account.tally.owners

    assert owners["abandoned_cart"]["call sweep enrollments.put:put"] == 1
    assert owners["abandoned_cart"]["call sweep due.until:some"] == 0
    assert owners[STANDING]["call sweep due.until:some"] >= 1


def test_what_a_mail_brings_back_is_charged_to_its_workflow() -> None:
    opened = recipient("open", at=FRIDAY + HOUR)
    plain, read = play([_signs_up()]), play([_signs_up(), opened])

    def published(story: Story) -> float:
        return story.account.tally.owners["welcome"]["publish"]

    assert published(read) == published(plain) + 1


def test_a_leaver_s_click_is_charged_to_the_mail_that_he_leaves() -> None:
    left = recipient("unsubscribe", at=FRIDAY + HOUR)

    assert play([_signs_up(), left]).account.tally.owners["welcome"]["run pages"] == 1


def test_every_call_that_is_charged_has_a_row_of_its_own_or_of_its_method(welcomed: Story) -> None:
    made = {
        key.split()[2].partition(":")[0]
        for owner, work in welcomed.account.tally.owners.items()
        for key in work
        if owner != DOOR and key.startswith("call ")
    }
    priced = {call.partition(":")[0] for call in COSTS} | ONE_CALL.keys() | NO_CALL

    assert made - priced == set()
