"""Takes what readers answer on the pages of a mail: to look changes nothing, to post counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from homing.domain import answers
from homing.domain.answers import Answer, Commented, Ended, Moved, Polled, Scored
from homing.domain.contact import Contact, zone
from homing.domain.enrollment import Enrollment, workflow_of
from homing.domain.errors import UnknownLink
from homing.domain.message import MessageId
from homing.domain.movable import Movable, date_ahead, movable_waits, new_date, pass_of
from homing.domain.pages import Page, PollAnswer
from homing.domain.rules import Rules
from homing.domain.time import iso, local_instant
from homing.services import ports
from homing.services.date_page import date_page
from homing.services.leave import Leave
from homing.services.page_events import Shown, event_id, tell

MORNING = time(9, 0)
SNOOZES = (1, 3, 7)
"""Days by which a reminder is put off with one press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Who answers; they may move the pass `coming`, or the date of a wait (`dated`), unless all is `over`."""

    message: MessageId
    contact: Contact
    enrollment: Enrollment | None
    locale: str
    zone: str
    coming: Movable | None = None
    dated: Movable | None = None
    over: bool = False


class Answers:
    """What stands behind the pages for surveys, polls and reminders."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        contacts: ports.Contacts,
        enrollments: ports.Enrollments,
        links: ports.Links,
        queue: ports.EventQueue,
        workflows: ports.Workflows,
        leave: Leave,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._contacts = contacts
        self._enrollments = enrollments
        self._links = links
        self._queue = queue
        self._workflows = workflows
        self._leave = leave
        self._rules = rules

    def look(self, page: Page, token: str, query: Mapping[str, str]) -> Shown:
        """The page behind a link, with the answer marked that the reader clicked; it changes nothing.

        Raises:
            UnknownLink: we did not write that link, or what it is about is long gone.
        """
        return self._ask(page, self._reader(page, token), query, complete=True)

    def take(self, page: Page, token: str, form: Mapping[str, str]) -> Shown:
        """Tell what the reader answered, and what to show them then; raises as `look` does."""
        reader = self._reader(page, token)
        now = self._clock.now()
        if reader.over:
            return self._ask(page, reader, form, complete=True)
        if reader.dated is not None:
            answer: Answer | None = new_date(form, reader.dated.at, now, reader.zone)
        else:
            answer = answers.read(page, form, now.astimezone(ZoneInfo(reader.zone)).date())
        if answer is None:
            return self._ask(page, reader, form, complete=False)
        self._tell(page, reader, answer, now)
        if isinstance(answer, Polled) and answer.answer is PollAnswer.LEAVE:
            self._leave.withdraw(reader.message, reader.contact)
        return self._thank(reader, answer)

    def _reader(self, page: Page, token: str) -> _Reader:
        read = self._links.read(token, page)
        contact = self._contacts.get(read.contact_id) if read else None
        enrollment = self._enrollments.get(read.message.enrollment) if read else None
        if read is None or contact is None or (page is Page.REMINDER and enrollment is None):
            raise UnknownLink
        reader = _Reader(
            message=read.message,
            contact=contact,
            enrollment=enrollment,
            locale=self._rules.locale(contact),
            zone=zone(contact, self._rules.zone).name,
        )
        workflow = self._workflows.get(enrollment.workflow) if enrollment and page is Page.REMINDER else None
        if enrollment is None or workflow is None:
            return reader
        dated = date_ahead(workflow, enrollment, reader.zone)
        over = not enrollment.running or (dated is None and bool(movable_waits(workflow)))
        return replace(reader, coming=pass_of(workflow, enrollment), dated=dated, over=over)

    def _ask(self, page: Page, reader: _Reader, said: Mapping[str, str], *, complete: bool) -> Shown:
        context: dict[str, object] = {"complete": complete, "zone": reader.zone}
        match page:
            case Page.SURVEY:
                context["score"] = answers.marked_score(said)
            case Page.POLL:
                context["answer"] = answers.marked_answer(said)
            case _:
                if reader.over:
                    return Shown(page="reminder_ended", locale=reader.locale)
                if reader.dated is not None:
                    now = self._clock.now()
                    return date_page(reader.dated, reader.locale, reader.zone, now, complete=complete)
                today = self._clock.now().astimezone(ZoneInfo(reader.zone)).date()
                context |= {
                    "next_at": self._next(reader),
                    "plan_title": self._told(reader, "plan_title"),
                    "snoozes": SNOOZES,
                    "first": (today + answers.TOMORROW).isoformat(),
                    "last": (today + answers.FARTHEST).isoformat(),
                }
        return Shown(page=page.value, locale=reader.locale, context=context, complete=complete)

    def _thank(self, reader: _Reader, answer: Answer) -> Shown:
        context: dict[str, object] = {"zone": reader.zone}
        match answer:
            case Scored():
                page, context["score"] = "survey_thanks", answer.score
            case Commented():
                page = "survey_commented"
            case Polled():
                page = "poll_kept" if answer.answer is PollAnswer.KEEP else "unsubscribed"
                context["preferences"] = self._path(Page.PREFERENCES, reader)
                context["undo_at"] = self._path(Page.UNSUBSCRIBE, reader)
            case Moved():
                clock = answer.clock or self._clock_time(reader)
                page = "reminder_moved" if reader.dated is None else "date_moved"
                context["next_at"] = local_instant(answer.day, clock, reader.zone)
            case Ended():
                page = "reminder_ended"
        return Shown(page=page, locale=reader.locale, context=context)

    def _path(self, page: Page, reader: _Reader) -> str:
        return urlsplit(self._links.page(page, reader.message, reader.contact.id)).path

    def _tell(self, page: Page, reader: _Reader, answer: Answer, now: datetime) -> None:
        movable, clock = reader.dated or reader.coming, self._clock_time(reader)
        if isinstance(answer, Moved) and movable is not None:
            name, properties = movable.told(answer, clock, reader.zone)
        else:
            name, properties = answers.event_of(answer, self._subject(page, reader), clock, reader.zone)
        # Whoever presses twice says it once.
        said = json.dumps([str(reader.message), page, name, properties], sort_keys=True)
        minute = iso(now.replace(second=0, microsecond=0))
        body = {"contact": reader.contact.id, "properties": properties}
        tell(self._queue, name, body, event_id(f"{said}{minute}"), now)

    def _subject(self, page: Page, reader: _Reader) -> Mapping[str, Any]:
        workflow = workflow_of(reader.message.enrollment)
        match page:
            case Page.REMINDER:
                return {"plan": self._told(reader, "plan") or workflow}
            case Page.POLL:
                return {"poll": workflow}
            case _:
                return {"survey": workflow}

    def _next(self, reader: _Reader) -> datetime | None:
        instant = self._planned(reader)
        return instant if instant is not None and instant > self._clock.now() else None

    def _clock_time(self, reader: _Reader) -> time:
        """The time of day at which the reader is reminded."""
        instant = self._planned(reader)
        return MORNING if instant is None else instant.astimezone(ZoneInfo(reader.zone)).time()

    def _planned(self, reader: _Reader) -> datetime | None:
        """The date of the plan: where it was moved to, else its next pass, else what began it told."""
        if reader.coming is not None:
            return reader.coming.at
        row = reader.enrollment
        moved = (row.moved_to or row.next_pass_at) if row is not None else None
        return moved or answers.date_told(self._told(reader, "next_at"))

    def _told(self, reader: _Reader, name: str) -> Any:
        return reader.enrollment.trigger.get(name) if reader.enrollment is not None else None
