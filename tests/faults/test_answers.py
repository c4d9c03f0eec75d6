"""Silence, throttling and errors of every service, once for each call and for a while: nothing is lost."""

import pytest

from tests.faults.ailments import EACH_CALL_ONCE, FOR_A_WHILE
from tests.faults.plays import ailing

ONE_OF_EACH = ("welcome, ordered and refunded", "cart, ordered", "branch and update")


@pytest.mark.parametrize("ailment", EACH_CALL_ONCE)
@pytest.mark.parametrize("name", [*ONE_OF_EACH, "execution stopped by hand", "megabyte of product"])
def test_what_befalls_each_call_once_changes_no_story(name: str, ailment: str) -> None:
    found = ailing(name, EACH_CALL_ONCE[ailment])

    assert found.broken == []
    assert found.befell


@pytest.mark.parametrize("ailment", FOR_A_WHILE)
def test_a_service_that_ails_for_a_while_changes_no_story(ailment: str) -> None:
    name = "megabyte of product" if ailment.startswith("s3") else "welcome, ordered and refunded"

    found = ailing(name, FOR_A_WHILE[ailment])

    assert found.broken == []
    assert found.befell


@pytest.mark.parametrize("ailment", ["dynamodb answer lost", "ssm failed", "stepfunctions throttled"])
@pytest.mark.parametrize("name", ["cart, ordered", "left by the link"])
def test_other_stories_outlast_it_too(name: str, ailment: str) -> None:
    assert ailing(name, FOR_A_WHILE[ailment]).broken == []
