"""Claims in doubt: when a mail that SES may have taken is tried once more, and when never again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from homing.domain.errors import ClaimUnsettled
from homing.domain.message import Message, MessageId, MessageState
from homing.services.claims import Claims

from local.memory.stores import MemoryPace
from tests.builders import HOUR, MINUTE, at

CLAIMED = at("2026-03-04 11:00")
SECOND = timedelta(seconds=1)


@dataclass
class Backlog:
    """What is still on its way from SES."""

    empty: bool = True
    heard: datetime | None = None

    def is_empty(self) -> bool:
        return self.empty

    def last_send_event_at(self) -> datetime | None:
        return self.heard

    def note_send_event(self, at: datetime) -> None:
        self.heard = at


def judged(
    *,
    after: timedelta = HOUR,
    attempt: int = 1,
    backlog: Backlog | None = None,
    slots: Sequence[datetime] = (CLAIMED,),
) -> str:
    """`again`, or why not."""
    pace = MemoryPace()
    for slot in slots:
        pace.reserve(1, slot)
    message = Message(
        id=MessageId(enrollment="welcome-1", step="hello"),
        workflow="welcome",
        contact_id="c-1",
        state=MessageState.CLAIMED,
        decided_at=CLAIMED,
        claimed_at=CLAIMED,
        attempt=attempt,
    )
    try:
        Claims(backlog=backlog or Backlog(), pace=pace).require_settled(message, CLAIMED + after)
    except ClaimUnsettled as error:
        return str(error)
    return "again"


def test_a_claim_is_tried_again_once_silence_means_that_ses_took_nothing() -> None:
    assert judged() == "again"


@pytest.mark.parametrize(
    ("after", "said"),
    [(timedelta(0), "waiting for SES"), (30 * MINUTE - SECOND, "waiting for SES"), (30 * MINUTE, "again")],
)
def test_a_claim_is_given_half_an_hour(after: timedelta, said: str) -> None:
    assert said in judged(after=after)


@pytest.mark.parametrize("attempt", [2, 3])
def test_after_two_sends_without_an_answer_a_person_looks(attempt: int) -> None:
    assert "find it in SES by its tag" in judged(attempt=attempt)


def test_nothing_is_tried_again_while_ses_events_wait_to_be_read() -> None:
    waiting = Backlog(empty=False, heard=CLAIMED + MINUTE)

    assert "still on their way" in judged(backlog=waiting)


@pytest.mark.parametrize(
    ("heard", "slots", "said"),
    [
        (None, (CLAIMED + MINUTE,), "still on their way"),  # another left since, and nothing was told of it
        (CLAIMED, (CLAIMED + MINUTE,), "still on their way"),
        (CLAIMED + SECOND, (CLAIMED + MINUTE,), "again"),  # SES speaks of what left after it
        (None, (CLAIMED,), "again"),  # its own slot is the newest: nobody could tell
        (None, (), "again"),
        (CLAIMED - HOUR, (CLAIMED - MINUTE,), "again"),
    ],
)
def test_silence_counts_only_if_ses_has_spoken_since_or_had_nothing_to_tell(
    heard: datetime | None, slots: tuple[datetime, ...], said: str
) -> None:
    assert said in judged(backlog=Backlog(heard=heard), slots=slots)
