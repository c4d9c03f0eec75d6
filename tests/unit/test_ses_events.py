"""What SES tells of our mails: which message, which address, when, and whether a person did it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from homing.domain.feedback import Feedback, FeedbackKind
from homing.domain.interactions import TRAP, Act, Interaction, Proxy
from homing.domain.message import MessageId
from homing.domain.time import parse_iso
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.recorded import RECORDED, heard, recorded

SAMPLES = sorted(f"ses/{path.stem}" for path in (RECORDED / "ses").glob("*.json"))
MESSAGE = MessageId(enrollment="welcome-abc", step="brand_story", number=0)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0"
GOOGLE_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO_PROXY = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
OURS = ["ada@example.com"]


def told(payload: Any) -> Feedback:
    feedback = heard(payload)
    assert feedback is not None
    return feedback


def event(kind: str, *, mail: dict[str, Any] | None = None, **details: Any) -> dict[str, Any]:
    sent = {"timestamp": "2026-11-22T09:00:00.000Z", "messageId": "ses-1", "destination": OURS}
    return {"eventType": kind, "mail": {**sent, **(mail or {})}, **details}


@pytest.mark.parametrize(
    ("sample", "kind", "at"),
    [
        ("sns_Send", FeedbackKind.SEND, "2016-10-14T05:02:16.645Z"),
        ("real2026_Send", FeedbackKind.SEND, "2026-03-26T02:13:35.500Z"),
        ("sns_Delivery", FeedbackKind.DELIVERY, "2016-10-19T23:21:04.133Z"),
        ("sns_Open", FeedbackKind.OPEN, "2017-08-09T22:00:19.652Z"),
        ("sns_Click", FeedbackKind.CLICK, "2017-08-09T23:51:25.570Z"),
        ("doc2026-08_Click_isBotEvent", FeedbackKind.CLICK, "2026-08-06T00:01:00Z"),
        ("sns_Bounce", FeedbackKind.BOUNCE, "2017-08-05T00:41:02.669Z"),
        ("sns_Complaint", FeedbackKind.COMPLAINT, "2017-08-05T00:41:02.669Z"),
        ("sns_Reject", FeedbackKind.REJECT, "2016-10-14T17:38:15.211Z"),
        ("sns_RenderingFailure", FeedbackKind.RENDERING_FAILURE, "2018-01-22T18:43:06.197Z"),
        ("sns_DeliveryDelay", FeedbackKind.DELIVERY_DELAY, "2020-06-16T00:25:40.095Z"),
        ("sns_Subscription", FeedbackKind.SUBSCRIPTION, "2022-01-12T01:00:17.910Z"),
    ],
)
def test_each_event_tells_its_kind_and_its_own_time(sample: str, kind: FeedbackKind, at: str) -> None:
    feedback = told(recorded(f"ses/{sample}"))

    assert (feedback.kind, feedback.at) == (kind, parse_iso(at))
    assert feedback.recipients
    assert feedback.ses_message_id
    assert feedback.message is None  # none of the samples is a mail of ours


def test_every_event_type_has_a_sample() -> None:
    kinds = {told(recorded(sample)).kind for sample in SAMPLES}

    assert kinds == set(FeedbackKind) - {FeedbackKind.SOFT_BOUNCE}


@pytest.mark.parametrize(
    ("bounce", "kind"),
    [
        ({"bounceType": "Permanent", "bounceSubType": "General"}, FeedbackKind.BOUNCE),
        ({"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"}, FeedbackKind.BOUNCE),
        ({"bounceType": "Transient", "bounceSubType": "MailboxFull"}, FeedbackKind.SOFT_BOUNCE),
        ({"bounceType": "Undetermined"}, FeedbackKind.SOFT_BOUNCE),
        ({"bounceType": None}, FeedbackKind.SOFT_BOUNCE),
        ([], FeedbackKind.SOFT_BOUNCE),
    ],
)
def test_only_a_permanent_bounce_is_for_good(bounce: Any, kind: FeedbackKind) -> None:
    assert told(event("Bounce", bounce=bounce)).kind is kind


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ({"message": [str(MESSAGE)]}, MESSAGE),
        (
            {"message": [f"{MESSAGE.enrollment}--again--12"]},
            MessageId(enrollment="welcome-abc", step="again", number=12),
        ),
        ({"message": ["somebody else's"]}, None),
        ({"message": []}, None),
        ({"message": str(MESSAGE)}, None),
        ({"message": [7]}, None),
        ([], None),
        (None, None),
    ],
)
def test_our_tag_names_the_message(tags: Any, message: MessageId | None) -> None:
    assert told(event("Send", mail={"tags": tags})).message == message


@pytest.mark.parametrize(
    ("payload", "recipients"),
    [
        (
            event("Send", mail={"destination": ["Ada <Ada@Example.com>", " ada@example.com"]}),
            ("ada@example.com",),
        ),
        (event("Send", mail={"destination": ['"Lovelace, Ada" <a@b.no>']}), ("a@b.no",)),
        (event("Send", mail={"destination": ["nobody", None, 7]}), ()),
        (event("Send", mail={"destination": "ada@example.com"}), ()),
        (
            event("Bounce", bounce={"bouncedRecipients": [{"emailAddress": "Gone@Example.com"}]}),
            ("gone@example.com",),
        ),
        (event("Bounce", bounce={"bouncedRecipients": []}), ("ada@example.com",)),
        (event("Delivery", delivery={"recipients": ["x@example.com"]}), ("x@example.com",)),
        (
            event("DeliveryDelay", deliveryDelay={"delayedRecipients": [{"emailAddress": "x@example.com"}]}),
            ("x@example.com",),
        ),
        (
            event(
                "Complaint",
                complaint={
                    "complainedRecipients": [
                        {"emailAddress": "bob@example.com"},
                        {"emailAddress": "ADA@example.com"},
                    ]
                },
            ),
            ("ada@example.com",),
        ),
        (
            event(
                "Complaint",
                mail={"destination": []},
                complaint={"complainedRecipients": [{"emailAddress": "bob@example.com"}]},
            ),
            ("bob@example.com",),
        ),
        (
            event("Complaint", complaint={"complainedRecipients": [{"emailAddress": "redacted"}]}),
            ("ada@example.com",),
        ),
    ],
)
def test_recipients_are_those_whom_the_event_concerns(
    payload: dict[str, Any], recipients: tuple[str, ...]
) -> None:
    assert told(payload).recipients == recipients


def test_not_spam_is_no_complaint() -> None:
    assert heard(event("Complaint", complaint={"complaintFeedbackType": "not-spam"})) is None
    assert told(event("Complaint", complaint={"complaintFeedbackType": "abuse"})).recipients == tuple(OURS)


AT_NINE_FIVE = "2026-11-22T09:05:00.000Z"


@pytest.mark.parametrize(
    ("kind", "detail", "kept"),
    [
        (
            "Open",
            {"userAgent": CHROME, "isBotEvent": "Unlikely", "ipAddress": "192.0.2.1"},
            {"agent": CHROME, "bot": "Unlikely"},
        ),
        ("Open", {"userAgent": CHROME, "ipAddress": "17.58.1.2"}, {"agent": CHROME, "proxy": Proxy.APPLE}),
        ("Open", {"userAgent": GOOGLE_PROXY}, {"agent": GOOGLE_PROXY, "proxy": Proxy.GMAIL}),
        ("Open", {"userAgent": YAHOO_PROXY}, {"agent": YAHOO_PROXY, "proxy": Proxy.YAHOO}),
        ("Open", {"userAgent": None, "isBotEvent": 1, "ipAddress": "no address"}, {}),
        ("Open", {"isBotEvent": True}, {"bot": "Likely"}),
        ("Open", {"isBotEvent": False}, {"bot": "Unlikely"}),
        (
            "Click",
            {"userAgent": CHROME, "isBotEvent": "Likely", "link": "https://shop.example.com/a/b?key=1#x"},
            {"agent": CHROME, "bot": "Likely", "link": "shop.example.com/a/b"},
        ),
        (
            "Click",
            {"link": f"https://shop.example.com/?{TRAP}"},
            {"link": "shop.example.com/", "trap": True},
        ),
    ],
)
def test_an_open_or_click_keeps_what_tells_who_made_it_and_no_address(
    kind: str, detail: dict[str, Any], kept: dict[str, Any]
) -> None:
    told_of = told(event(kind, **{kind.lower(): {"timestamp": AT_NINE_FIVE, **detail}}))

    shown = told_of.interaction
    assert shown == Interaction(act=Act(kind.lower()), at=told_of.at, after=300_000, **kept)
    assert detail.get("ipAddress", "192.0.2.1") not in repr(shown)


def test_a_delivery_leaves_no_evidence_of_a_reader() -> None:
    assert told(event("Delivery", delivery={"timestamp": "2026-11-22T09:00:01Z"})).interaction is None


def test_a_click_carries_its_link() -> None:
    assert told(recorded("ses/doc2026-08_Click_isBotEvent")).link == "https://example.com/campaign"
    assert told(recorded("ses/sns_Open")).link is None


@pytest.mark.parametrize(
    ("value", "unsubscribes"), [(True, True), (False, False), (None, False), ("true", False)]
)
def test_a_subscription_event_unsubscribes_only_from_everything(value: Any, unsubscribes: bool) -> None:
    preferences = {"unsubscribeAll": value}

    feedback = told(event("Subscription", subscription={"newTopicPreferences": preferences}))

    assert feedback.unsubscribes is unsubscribes


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_envelope_changes_nothing(sample: str) -> None:
    payload = recorded(sample)
    sns = {"Type": "Notification", "MessageId": "n-1", "Message": json.dumps(payload)}
    eventbridge = {"source": "aws.ses", "detail-type": "Email Sent", "detail": payload}

    expected = told(payload)

    assert told(sns) == expected
    assert told(eventbridge) == expected
    assert told({"Type": "Notification", "Message": json.dumps(eventbridge)}) == expected


def test_the_older_notifications_are_read_too() -> None:
    payload = recorded("ses/sns_Bounce")
    older = {"notificationType": payload.pop("eventType"), **payload}

    assert told(older) == told(recorded("ses/sns_Bounce"))


@pytest.mark.parametrize(
    "payload",
    [
        b"Successfully validated SNS topic for Amazon SES event publishing.",
        b"",
        b"\xff",
        [],
        None,
        {},
        {"notificationType": "AmazonSnsSubscriptionSucceeded"},
        {"Type": "SubscriptionConfirmation", "Message": "confirm"},
        {"Type": "Notification", "Message": "Successfully validated SNS topic"},
        {"Type": "Notification", "Message": 7},
        {"eventType": "Telepathy", "mail": {"timestamp": "2026-11-22T09:00:00Z"}},
        {"eventType": ["Send"]},
        {"eventType": "Send"},
        {"eventType": "Send", "mail": []},
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_is_no_event_is_dropped(payload: Any) -> None:
    assert heard(payload) is None


def test_a_repeated_event_has_the_same_id_and_any_other_its_own() -> None:
    clicks = [
        event("Click", click={"timestamp": f"2026-11-22T09:0{minute}:00Z", "link": link})
        for minute in range(2)
        for link in ("https://a", "https://b")
    ]
    others = [
        event("Send"),
        event("Delivery"),
        event("Send", mail={"messageId": "ses-2"}),
        event("Send", mail={"destination": ["bob@example.com"]}),
    ]

    ids = [told(payload).id for payload in (*clicks, *others)]

    assert len(set(ids)) == len(ids)
    assert ids == [told(payload).id for payload in (*clicks, *others)]
    assert all(len(each) == 32 for each in ids)


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\ud83d", "<>@", '"<a@b']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(sample=st.sampled_from(SAMPLES), data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_mutilated_event_raises_nothing(sample: str, data: st.DataObject) -> None:
    payload = recorded(sample)
    for _ in range(data.draw(st.integers(1, 4))):
        inside = [payload, *(value for value in payload.values() if isinstance(value, dict) and value)]
        part = data.draw(st.sampled_from(inside))
        part[data.draw(st.sampled_from(sorted(part)))] = data.draw(ODD)

    feedback = heard(payload)

    if feedback is not None:
        assert feedback.at.utcoffset() == timedelta(0)
        assert all("@" in address and address.encode() for address in feedback.recipients)


@given(
    payload=ODD | st.dictionaries(st.sampled_from(["Type", "Message", "detail", "eventType", "mail"]), ODD)
)
@settings(max_examples=150, deadline=None)
def test_arbitrary_json_raises_nothing(payload: Any) -> None:
    heard(payload)


@given(body=st.binary())
def test_arbitrary_bytes_raise_nothing(body: bytes) -> None:
    heard(body)
