"""A subscriber who has a mail and follows its links, for tests of pages."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from homing.domain.consent import ConsentState
from homing.domain.contact import Contact
from homing.domain.message import MessageId
from homing.domain.pages import Page

from functions.trigger import pages
from local.account import CONTEXT, Account
from local.api import http_request
from tests.builders import subscriber
from tests.functional.laptop import START

NEXT = "2026-03-10T08:00:00Z"

Answer = dict[str, Any]


class Reader:
    """A subscriber who has a mail, whose enrollment is about a plan, and who follows links."""

    def __init__(self, account: Account, country: str = "NO", **known: object) -> None:
        self.account = account
        person = subscriber(1, at=START, default_address={"country_code": country}, **known)
        account.webhook("customers/create", json.dumps(person).encode())
        account.agenda.run(START + timedelta(minutes=30))
        (self.enrollment,) = account.tables.enrollments.values()
        trigger = {**self.enrollment.trigger, "plan": "care", "plan_title": "Wool care", "next_at": NEXT}
        account.tables.enrollments[self.enrollment.id] = replace(self.enrollment, trigger=trigger)
        message = MessageId.parse(account.mailer.sent[0].tag("message"))
        assert message is not None
        self.message = message

    def path(self, page: Page) -> str:
        links = self.account.neighbours.links
        return urlsplit(links.page(page, self.message, self.enrollment.contact_id)).path

    def look(self, page: Page, query: str = "", method: str = "GET") -> Answer:
        return self._ask(method, f"{self.path(page)}{query}")

    def post(self, page: Page, **form: object) -> Answer:
        return self._ask("POST", self.path(page), urlencode(form).encode())

    def told(self) -> list[tuple[str, str | None]]:
        """What of the pages reached the consumer of events since, and what it thought of it."""
        self.account.agenda.run(self.account.clock.now() + timedelta(seconds=5))
        names = ("Survey", "Poll", "Reminder", "Plan")
        lines = [line for line in self.account.timeline.lines if line.get("event", "").startswith(names)]
        return [(line["event"], line.get("reason")) for line in lines]

    def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        answer: Answer = pages.handler(http_request(method, path, {}, body), CONTEXT)
        return answer

    @property
    def contact(self) -> Contact:
        """As their row says."""
        found = self.account.neighbours.contacts.get(self.enrollment.contact_id)
        assert found is not None
        return found

    @property
    def consent(self) -> ConsentState | None:
        return self.contact.consent.state
