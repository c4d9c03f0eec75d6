"""The part of ports.FeedbackBacklog that DynamoDB holds."""

from tests.functional.contracts.engines import Tables, last_send_event
from tests.functional.contracts.samples import after


def test_no_send_event_was_processed_at_first(tables: Tables) -> None:
    assert last_send_event(tables).last_send_event_at() is None


def test_the_newest_send_event_is_remembered_whatever_the_order(tables: Tables) -> None:
    events = last_send_event(tables)
    for seconds in (0, 7, 3, 7):
        events.note_send_event(after(seconds=seconds))

    assert events.last_send_event_at() == after(seconds=7)
