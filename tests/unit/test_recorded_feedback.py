"""SES's recorded payloads about one mail, in every order and again: one row, and one set of figures."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from homing.domain.feedback import Feedback, FeedbackKind, observed
from homing.domain.figures import Metric
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.time import iso, parse_iso
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MINUTE, at
from tests.unit.recorded import RECORDED, heard, recorded

SENT = at("2026-03-04 11:00")
ID = MessageId(enrollment="welcome-1", step="hello")
SAMPLES = sorted(f"ses/{path.stem}" for path in (RECORDED / "ses").glob("*.json"))
DETAILS = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}


def told(sample: str, minutes: float, **changes: Any) -> Feedback:
    """A recorded event as one of our mail, so many minutes after it was sent."""
    payload = recorded(sample)
    name = DETAILS.get(payload["eventType"], payload["eventType"].lower())
    detail = {**payload.get(name, {}), "timestamp": iso(SENT + minutes * MINUTE), **changes}
    mail = {**payload["mail"], "timestamp": iso(SENT), "tags": {"message": [str(ID)]}}
    feedback = heard({**payload, "mail": mail, name: detail})
    assert feedback is not None
    assert feedback.message == ID
    return feedback


def claimed() -> Message:
    return Message(
        id=ID,
        workflow="welcome",
        contact_id="c-1",
        state=MessageState.CLAIMED,
        decided_at=SENT,
        claimed_at=SENT,
    )


def after(happened: Sequence[Feedback]) -> tuple[Message, dict[Metric, int]]:
    """The row and the figures; SES names a mail alike in all its events, which samples do not."""
    known, totals = claimed(), Counter[Metric]()
    for event in happened:
        known, counts = observed(known, event)
        totals.update(counts)
    return known, {metric: count for metric, count in totals.items() if count}


EVERYTHING = [told(sample, 5 + n) for n, sample in enumerate(SAMPLES)]


def same_name(row: Message) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__ if name != "ses_message_id"}


@given(st.permutations(EVERYTHING), st.lists(st.sampled_from(EVERYTHING)))
@settings(max_examples=300, deadline=None)
def test_every_kind_of_event_in_any_order_and_again_gives_one_row(
    shuffled: list[Feedback], again: list[Feedback]
) -> None:
    assert {event.kind for event in shuffled} == set(FeedbackKind) - {FeedbackKind.SOFT_BOUNCE}

    row, figures = after([*shuffled, *again])
    expected, once = after(EVERYTHING)

    assert same_name(row) == same_name(expected)
    assert row.settled
    assert figures == once


DELIVERY, COMPLAINT, BOUNCE = "ses/sns_Delivery", "ses/sns_Complaint", "ses/sns_Bounce"
OUT_OF_OFFICE = {"bounceType": "Transient", "bounceSubType": "General"}
LISTED = {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"}
ARRIVED = {Metric.DELIVERED: 1, Metric.TRACKED: 1}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("happened", "figures"),
    [
        # As SES's simulator told it: the complaint 23 ms before its delivery.
        ([told(COMPLAINT, 1), told(DELIVERY, 1.0004)], {**ARRIVED, Metric.COMPLAINED: 1}),
        ([told(DELIVERY, 1), told(BOUNCE, 2, bounceType="Permanent")], {Metric.BOUNCED: 1}),
        ([told(DELIVERY, 1), told(BOUNCE, 2, **OUT_OF_OFFICE)], ARRIVED),
        ([told("ses/sns_Send", 0), told(BOUNCE, 1, **LISTED)], {Metric.BOUNCED: 1}),
        (
            [told(DELIVERY, 1), told(COMPLAINT, 2, complaintSubType="OnAccountSuppressionList")],
            {Metric.BOUNCED: 1},
        ),
    ],
)
def test_what_contradicts_another_event_counts_alike_whichever_came_first(
    happened: list[Feedback], figures: dict[Metric, int], backwards: bool
) -> None:
    ordered = happened[::-1] if backwards else happened

    assert after(ordered * 2)[1] == figures


def test_the_recorded_click_is_a_persons_and_the_recorded_open_too() -> None:
    row, _ = after([told("ses/doc2026-08_Click_isBotEvent", 5), told("ses/sns_Open", 6)])

    assert (row.clicked_by, row.opened_by) == ("human", "human")
    assert row.clicked_at == parse_iso(iso(SENT + 5 * MINUTE))
