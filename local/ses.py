"""SES on a laptop: takes mails into the outbox and sends back the events that SES would."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from homing.domain.time import iso
from homing.services.ports import OutgoingEmail

from local.account_list import MemoryAccountList
from local.clock import Agenda

ACCEPTED_AFTER = timedelta(seconds=1)
DELIVERED_AFTER = timedelta(seconds=5)
_PAGE = re.compile(r'href="https://[^/"]+(/(survey|poll|reminder|confirm|preferences)/[\w.~-]+)')
BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"

_NEVER_TRIED = ("Bounce", {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEmail:
    """One mail that left; `pages` are the paths of our pages that it leads to, by page."""

    ses_id: str
    at: datetime
    email: OutgoingEmail
    pages: Mapping[str, str] = field(default_factory=dict)

    def tag(self, name: str) -> str:
        """The value of one of its SES tags."""
        return dict(self.email.tags).get(name, "")

    @property
    def unsubscribe_url(self) -> str | None:
        """Where its one-click unsubscribe posts to."""
        header = dict(self.email.headers).get("List-Unsubscribe")
        return header.strip("<>") if header else None

    def envelope(self) -> "SentEmail":
        """The same without its texts, which are most of it."""
        return replace(self, email=replace(self.email, html="", text=""))


def _pages(html: str) -> dict[str, str]:
    """The paths of our pages that a mail leads to, by the page."""
    return {found[2]: found[1] for found in _PAGE.finditer(html)}


class Mailbox:
    """Everything that SES took: it is kept, delivered, and told of.

    `keeps` says what is kept of a mail, `fate` what becomes of it; listeners in `on_sent` see all of it.
    """

    def __init__(self, agenda: Agenda, feed: Callable[[str], None]) -> None:
        self.sent: list[SentEmail] = []
        self.account_list = MemoryAccountList(agenda.clock.now)
        self.keeps: Callable[[SentEmail], SentEmail] = lambda sent: sent
        self.fate: Callable[[SentEmail], tuple[str, Mapping[str, Any]]] = lambda _: ("Delivery", {})
        self.on_sent: list[Callable[[SentEmail], None]] = []
        self._agenda = agenda
        self._feed = feed
        self._by_recipient: dict[str, list[SentEmail]] = {}

    def take(self, ses_id: str, email: OutgoingEmail) -> None:
        """Take one mail."""
        at = self._agenda.clock.now()
        whole = SentEmail(ses_id=ses_id, at=at, email=email, pages=_pages(email.html))
        sent = self.keeps(whole)
        self.sent.append(sent)
        self._by_recipient.setdefault(email.recipient, []).append(sent)
        self._agenda.at(at + ACCEPTED_AFTER, lambda: self.tell(sent, "Send"))
        listed = email.recipient in self.account_list.listed
        arrival, detail = _NEVER_TRIED if listed else self.fate(sent)
        self._agenda.at(at + DELIVERED_AFTER, lambda: self.tell(sent, arrival, **detail))
        for listener in self.on_sent:
            listener(whole)

    def latest(self, recipient: str, workflow: str | None, step: str | None) -> SentEmail | None:
        """The newest mail to an address, of a workflow and step if they are named."""
        for sent in reversed(self._by_recipient.get(recipient, [])):
            if workflow in (None, sent.tag("workflow")) and step in (None, sent.tag("step")):
                return sent
        return None

    def tell(self, sent: SentEmail, event_type: str, **detail: Any) -> None:
        """Send one SES event of a mail to the feedback queue, dated now."""
        event = ses_event(sent, event_type, self._agenda.clock.now(), detail)
        self.account_list.hear(sent.email.recipient, event, self._agenda.clock.now())
        self._feed(json.dumps(event))


class MemoryMailer(Mailbox):
    """ports.Mailer that never refuses."""

    def send(self, email: OutgoingEmail) -> str:
        """Take one mail; its id."""
        seed = f"{dict(email.tags).get('message')}/{len(self.sent)}"
        ses_id = f"local-{sha256(seed.encode()).hexdigest()[:24]}"
        self.take(ses_id, email)
        return ses_id


def ses_event(sent: SentEmail, event_type: str, at: datetime, detail: Mapping[str, Any]) -> dict[str, Any]:
    """An event as SES publishes it through SNS; the shapes are those of its developer guide."""
    address = sent.email.recipient
    told: dict[str, Any] = {"timestamp": iso(at)}
    match event_type:
        case "Open" | "Click":
            told |= {"ipAddress": "192.0.2.1", "userAgent": BROWSER}
        case "Delivery":
            told |= {"recipients": [address], "smtpResponse": "250 2.6.0 Message received"}
        case "Bounce":
            told |= {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": address, "status": "5.1.1"}],
            }
        case "Complaint":
            told |= {"complainedRecipients": [{"emailAddress": address}], "complaintFeedbackType": "abuse"}
        case "Send":
            told = {}
    return {
        "eventType": event_type,
        "mail": {
            "timestamp": iso(sent.at),
            "messageId": sent.ses_id,
            "source": sent.email.sender,
            "destination": [address],
            "tags": {name: [value] for name, value in sent.email.tags},
        },
        event_type.lower(): {**told, **detail},
    }
