"""Ids of enrollments and contacts: always the same, fit for AWS, and they tell nothing."""

import re
from datetime import timedelta

import pytest
from homing.domain.enrollment import (
    Enrollment,
    EnrollmentState,
    contact_id,
    enrollment_id,
)
from homing.domain.message import MessageId
from homing.domain.time import Stamp
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import at

NOW = at("2026-03-04 11:00")
KEY = b"one key of one deployment"
LONGEST = "w" * 30
names = st.from_regex(r"[a-z0-9_]{1,30}", fullmatch=True)


def enrollment(
    row_id: str = "welcome-1", attempt: int = 0, state: EnrollmentState = EnrollmentState.ACTIVE
) -> Enrollment:
    return Enrollment(
        id=row_id,
        workflow="welcome",
        version="v1",
        contact_id="c-1",
        key="c-1",
        started=Stamp(NOW, NOW),
        enrolled_at=NOW,
        first_wait_until=NOW + timedelta(days=1),
        attempt=attempt,
        state=state,
    )


@given(names, st.text(min_size=1), st.binary(min_size=1))
def test_an_enrollments_id_is_its_workflow_and_26_characters(workflow: str, key: str, secret: bytes) -> None:
    found = enrollment_id(workflow, key, secret)

    assert re.fullmatch(rf"{workflow}-[a-z2-7]{{26}}", found)
    assert enrollment_id(workflow, key, secret) == found


@given(st.emails())
def test_an_id_reveals_no_address_not_even_to_a_guess_from_another_deployment(address: str) -> None:
    alias = f"email#{address}"

    assert re.fullmatch(r"c-[a-z2-7]{26}", contact_id(alias, KEY))
    assert contact_id(alias, KEY) == contact_id(alias, KEY)
    assert contact_id(alias, KEY) != contact_id(alias, b"another key")


def test_ids_differ_by_workflow_key_and_deployment() -> None:
    ids = {
        enrollment_id(workflow, key, secret)
        for workflow in ("welcome", "cart")
        for key in ("c-1", "c-2", "")
        for secret in (KEY, b"another key")
    }

    assert len({found.partition("-")[2] for found in ids}) == 12


def test_ids_that_mails_carry_already_stay_as_they_are() -> None:
    """Links, tags and rows outlive a deploy: a change of this text would enroll everyone anew."""
    assert enrollment_id("welcome", "c-1", b"key") == "welcome-65il2csnz6hro4wd2c6hz46q7a"
    assert contact_id("email#ada@example.com", b"key") == "c-3deqinpkvfv5wwmrxnihqkn25u"


@pytest.mark.parametrize("attempt", [0, 9, 999_999])
def test_the_name_of_an_execution_fits_step_functions_at_its_longest(attempt: int) -> None:
    name = enrollment(enrollment_id(LONGEST, "key", KEY), attempt).execution_name

    assert len(name) <= 80
    assert re.fullmatch(r"[A-Za-z0-9_-]+", name)


def test_each_attempt_has_a_name_of_its_own_which_leads_back() -> None:
    attempts = [enrollment(attempt=attempt).execution_name for attempt in range(12)]

    assert len(set(attempts)) == 12
    assert {name.rpartition("-")[0] for name in attempts} == {"welcome-1"}


def test_the_id_of_a_message_at_its_longest_fits_a_tag_of_ses() -> None:
    longest = MessageId(enrollment=enrollment_id(LONGEST, "key", KEY), step="s" * 30, number=300)

    assert len(str(longest)) <= 256


@pytest.mark.parametrize(
    ("state", "running"),
    [
        (EnrollmentState.STARTING, True),
        (EnrollmentState.ACTIVE, True),
        (EnrollmentState.BROKEN, True),
        (EnrollmentState.COMPLETED, False),
        (EnrollmentState.EXITED, False),
    ],
)
def test_an_enrollment_runs_until_it_has_ended(state: EnrollmentState, running: bool) -> None:
    assert enrollment(state=state).running is running
