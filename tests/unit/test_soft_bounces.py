"""When bounces that are not for good are too many."""

from datetime import date, timedelta

import pytest
from homing.domain.soft_bounces import are_too_many, blames_address, weight

FIRST = date(2026, 3, 2)


def days(*after: int) -> list[date]:
    return [FIRST + timedelta(days=each) for each in after]


@pytest.mark.parametrize("bounced", [(0, 1, 2), (0, 7, 14), (0, 3, 10), (0, 8, 16)])
def test_three_days_that_lie_close_together_are_too_many(bounced: tuple[int, ...]) -> None:
    assert are_too_many(days(*bounced), days(bounced[-1])[0])
    assert not are_too_many(days(*bounced[:2]), days(bounced[1])[0])


@pytest.mark.parametrize("bounced", [(0,), (0, 1), (0, 0, 0), (0, 14, 28), (0, 30, 60, 90, 120)])
def test_a_bad_day_two_bad_days_or_a_bad_day_a_month_are_not(bounced: tuple[int, ...]) -> None:
    assert not are_too_many(days(*bounced), days(bounced[-1])[0])


def test_a_day_weighs_half_as_much_a_fortnight_later() -> None:
    assert weight(days(0), days(0)[0]) == 1
    assert weight(days(0), days(14)[0]) == 0.5
    assert weight(days(0), days(90)[0]) < 0.02


@pytest.mark.parametrize(
    ("subtype", "blamed"),
    [
        ("General", True),
        ("MailboxFull", True),
        ("Undetermined", True),
        (None, True),
        ("MessageTooLarge", False),
        ("ContentRejected", False),
        ("AttachmentRejected", False),
    ],
)
def test_what_concerns_the_mail_speaks_not_against_the_address(subtype: str | None, blamed: bool) -> None:
    assert blames_address(subtype) is blamed
