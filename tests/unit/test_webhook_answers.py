"""What a webhook's answer means, and when the next try is."""

from datetime import timedelta

import pytest
from homing.domain.webhook_answers import LONGEST_WAIT, TRIES, Taken, next_try, taken


@pytest.mark.parametrize(
    ("statuses", "meaning"),
    [
        ((200, 201, 202, 204, 299), Taken.YES),
        ((400, 401, 403, 404, 410, 413, 422), Taken.NEVER),
        ((301, 302, 303, 307, 308), Taken.NEVER),
        ((408, 409, 425, 429, 500, 502, 503, 504), Taken.NOT_YET),
    ],
)
def test_a_status_says_taken_never_or_not_yet(statuses: tuple[int, ...], meaning: Taken) -> None:
    assert {taken(status) for status in statuses} == {meaning}


def test_the_tries_take_no_longer_than_a_day_and_no_more_than_a_queue_receives() -> None:
    assert timedelta(hours=20) < sum(TRIES, timedelta()) <= timedelta(hours=24)
    assert len(TRIES) + 1 < 20
    assert max(TRIES) <= LONGEST_WAIT


def test_the_last_try_is_the_last() -> None:
    assert next_try(len(TRIES), None) == TRIES[-1]
    assert next_try(len(TRIES) + 1, None) is None


def test_who_asks_to_be_left_alone_is_but_not_for_longer_than_a_queue_waits() -> None:
    assert next_try(1, 90.0) == timedelta(seconds=90)
    assert next_try(2, 1.0) == TRIES[1]
    assert next_try(1, 9_999_999.0) == LONGEST_WAIT
