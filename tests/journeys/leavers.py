"""The ways in which somebody leaves, each through its own door."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from homing.domain.enrollment import ExitReason
from homing.domain.pages import Page

from local.account import Account
from local.api import http_request
from local.queues import MemoryQueue, QueuedMessage
from local.ses import SentEmail
from tests.builders import consent_change, stamp
from tests.functional.test_preference_page import fields

FORM = {"content-type": "application/x-www-form-urlencoded"}
BACK_AFTER = timedelta(hours=36)


class CutShort(Exception):
    """The function dies as soon as it is written down that somebody left."""


class Reader:
    """Somebody who gets mails, and may leave."""

    def __init__(self, account: Account, number: int) -> None:
        self.account = account
        self.number = number
        self.email = f"person{number}@example.com"

    def mails(self) -> Sequence[SentEmail]:
        """What they got."""
        return [mail for mail in self.account.mailer.sent if mail.email.recipient == self.email]

    def last_mail(self) -> SentEmail | None:
        """The newest mail with a link to leave by."""
        return next((mail for mail in reversed(self.mails()) if mail.unsubscribe_url), None)


Leave = Callable[[Reader], bool]
"""Leaves; False if there is no such door for them yet."""


def by_one_click(reader: Reader) -> bool:
    """The mail program posts for its user (RFC 8058)."""
    mail = reader.last_mail()
    return mail is not None and reader.account.one_click(mail) is not None


def by_the_page(reader: Reader) -> bool:
    """The button of the page."""
    mail = reader.last_mail()
    if mail is None or mail.unsubscribe_url is None:
        return False
    reader.account.invoke("pages", http_request("POST", urlsplit(mail.unsubscribe_url).path, FORM, b""))
    return True


def by_preference(reader: Reader) -> bool:
    """They take the tick from marketing on the preference page."""
    mail = reader.last_mail()
    if mail is None or Page.PREFERENCES not in mail.pages:
        return False
    path = mail.pages[Page.PREFERENCES]
    form = fields(reader.account.invoke("pages", http_request("GET", path, {}, b"")))
    form.pop("marketing", None)
    reader.account.invoke("pages", http_request("POST", path, FORM, urlencode(form).encode()))
    return True


def in_the_shop(reader: Reader) -> bool:
    """Their account in the shop."""
    _says_the_shop(reader, "unsubscribed")
    return True


def by_a_complaint(reader: Reader) -> bool:
    """They press the button for spam."""
    return _told_by_ses(reader, "Complaint")


def by_a_bounce(reader: Reader) -> bool:
    """Their mailbox is gone."""
    return _told_by_ses(reader, "Bounce")


def by_a_text(reader: Reader) -> bool:
    """They answer STOP to the last text message."""
    if not reader.account.texts:
        return False
    _, text = reader.account.texts[-1]
    answer = {"originationNumber": text.number, "messageBody": "STOP", "messageKeyword": "KEYWORD_1"}
    now = stamp(reader.account.clock.now())
    envelope = {"Type": "Notification", "Message": json.dumps(answer), "Timestamp": now}
    reader.account.feedback.send(json.dumps(envelope))
    return True


def come_back(reader: Reader) -> None:
    """They subscribe anew, in the shop."""
    _says_the_shop(reader, "subscribed")


def _says_the_shop(reader: Reader, state: str) -> None:
    changed = consent_change(reader.number, state, reader.account.clock.now())
    reader.account.webhook("customers_email_marketing_consent/update", json.dumps(changed).encode())


def _told_by_ses(reader: Reader, event: str) -> bool:
    mail = reader.last_mail()
    if mail is not None:
        reader.account.mailer.tell(mail, event)
    return mail is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to leave: why enrollments end by it, and what else happens.

    It stops `everything` or marketing alone; what `ends_later` ends when its queue brings it again.
    """

    leave: Leave
    reason: ExitReason | None = ExitReason.UNSUBSCRIBED
    everything: bool = False
    ends_later: bool = False
    cut_short: bool = False
    comes_back: bool = False


COMPLAINED: Mapping[str, Any] = {"reason": ExitReason.COMPLAINED, "everything": True}
BOUNCED: Mapping[str, Any] = {"reason": ExitReason.BOUNCED, "everything": True}

WAYS: Mapping[str, Way] = {
    "one click": Way(leave=by_one_click),
    "the page": Way(leave=by_the_page),
    "the preference page": Way(leave=by_preference),
    "the shop": Way(leave=in_the_shop),
    "complaint": Way(leave=by_a_complaint, **COMPLAINED),
    "bounce": Way(leave=by_a_bounce, **BOUNCED),
    "STOP": Way(leave=by_a_text, reason=None),
    "one click, cut short": Way(leave=by_one_click, cut_short=True),
    "the shop, cut short": Way(leave=in_the_shop, cut_short=True),
    "complaint, cut short": Way(leave=by_a_complaint, cut_short=True, ends_later=True, **COMPLAINED),
    "bounce, cut short": Way(leave=by_a_bounce, cut_short=True, ends_later=True, **BOUNCED),
    "one click, and comes back": Way(leave=by_one_click, comes_back=True),
}


def at_once(leave: Leave, reader: Reader) -> bool:
    """The same in the middle of other work: another function works it off at this very moment."""
    queues = (reader.account.events, reader.account.feedback)
    before = {queue.name: {each.id for each in queue._waiting} for queue in queues}
    open_to_them = leave(reader)
    for queue in queues:
        for message in [each for each in queue._waiting if each.id not in before[queue.name]]:
            _work_off(reader.account, queue, message)
    return open_to_them


def _work_off(account: Account, queue: MemoryQueue, message: QueuedMessage) -> None:
    queue._waiting.remove(message)
    message.receives += 1
    try:
        told = account.invoke(queue.name, {"Records": [queue._record(message)]})
        failed = bool(told.get("batchItemFailures"))
    except CutShort:
        failed = True
    if failed:
        queue._bring_back(message)
