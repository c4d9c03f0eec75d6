"""A tutorial at the first use of a feature, once."""

from datetime import datetime

import pytest

from tests.builders import DAY, MINUTE, at, recipient, tracked
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

USED = at("2026-03-04 21:40")  # 22:40 in Oslo


def tell(*told: str) -> Story:
    return play([*subscribed(), *told], flows=["feature_tutorial"])


def uses(feature: str = "wardrobe", *, when: datetime = USED) -> str:
    return tracked("Feature Used", at=when, feature=feature, feature_title="My wardrobe")


def test_the_tutorial_comes_at_once_at_any_hour() -> None:
    story = tell(uses())

    assert story.sent() == [("tutorial", "2026-03-04 22:40")]


def test_only_the_first_use_of_a_feature_brings_it() -> None:
    story = tell(uses(), uses(when=USED + MINUTE), uses(when=USED + 20 * DAY))

    assert story.steps() == ["tutorial"]


def test_another_feature_has_a_tutorial_of_its_own() -> None:
    story = tell(uses(), uses("repair_booking", when=USED + DAY))

    assert story.steps() == ["tutorial", "tutorial"]


def test_the_second_use_is_the_goal() -> None:
    story = tell(uses(), uses(when=USED + 3 * DAY))

    assert len(story.of("converted")) == 1


def test_the_use_of_another_feature_is_not() -> None:
    story = tell(uses(), uses("repair_booking", when=USED + 3 * DAY))

    assert not story.of("converted")


def test_it_was_asked_for_by_what_they_did_and_needs_no_marketing_consent() -> None:
    story = play([*acquainted(), uses()], flows=["feature_tutorial"])

    assert story.steps() == ["tutorial"]


@pytest.mark.parametrize("action", ["bounce", "complain"])
def test_whose_address_fails_gets_no_other(action: str) -> None:
    story = tell(uses(), recipient(action, at=USED + MINUTE), uses("repair_booking", when=USED + DAY))

    assert story.steps() == ["tutorial"]
