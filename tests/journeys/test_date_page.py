"""The page of a reminder about a date: who moves it there or puts it off is reminded by the new one."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from homing.domain.enrollment import Enrollment
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.domain.time import iso

from functions.trigger import pages
from local import lines
from local.account import CONTEXT, Account
from local.api import http_request
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, MINUTE, at
from tests.journeys import test_check_up
from tests.journeys.conftest import ROOT, START, Story
from tests.journeys.flows import person, tracked, write_flows
from tests.journeys.subscribers import subscribed
from tests.journeys.test_moved_dates import BOOKED, SERIES, booked, moved

OWN_NAMES = """
name: watering
trigger: {type: event, event: Plant Bought}
key: [plant]
steps:
  - id: round
    type: repeat
    every: 7d
    moved_by: {event: Watering Moved, to: water_on}
    steps: [{id: water, type: email, purpose: transactional, hours: any}]
"""


class Reader:
    """Whoever follows the link of the mail that came first."""

    def __init__(self, account: Account, until: datetime) -> None:
        self.account = account
        account.agenda.run(until)
        message = MessageId.parse(account.mailer.sent[0].tag("message"))
        assert message is not None
        self.enrollment: Enrollment = account.tables.enrollments[message.enrollment]
        link = account.neighbours.links.page(Page.REMINDER, message, self.enrollment.contact_id)
        self.path = urlsplit(link).path

    def look(self) -> str:
        return self._ask("GET", b"", 200)

    def post(self, status: int = 200, **form: Any) -> str:
        return self._ask("POST", urlencode(form).encode(), status)

    def _ask(self, method: str, body: bytes, status: int) -> str:
        answer = pages.handler(http_request(method, self.path, {}, body), CONTEXT)
        assert answer["statusCode"] == status
        return str(answer["body"])

    def mails(self, until: datetime) -> list[str]:
        self.account.agenda.run(until)
        assert self.account.crashes == []
        return [f"{step} {clock[5:13]}" for step, clock in Story(self.account).sent()]

    def told(self) -> list[str]:
        self.account.agenda.run(self.account.clock.now() + MINUTE)
        received = Story(self.account).of("received")
        return [line["event"] for line in received if line.get("reason") is None and "Moved" in line["event"]]


def reader_of(folder: Path, flow: str, *told: str, until: datetime = BOOKED + HOUR, **traits: str) -> Reader:
    account = open_account(
        Stage(workflows=write_flows(folder, flow), shop=ROOT / "shop.yaml", start=START, days=500)
    )
    schedule(account, lines.parse([*person(START + HOUR, **traits), *told], "test"))
    return Reader(account, until)


@pytest.fixture
def patient(tmp_path: Path) -> Reader:
    """Who booked for the 20th of March at 14:00, and was told so by mail."""
    return reader_of(tmp_path, SERIES, booked())


def heading(body: str) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", body, re.DOTALL)
    return str(found)


def test_the_page_shows_the_date_there_and_looking_changes_nothing(patient: Reader) -> None:
    before = repr(patient.account.tables)

    body = patient.look()

    assert heading(body) == "Datoen din"
    assert "fredag 20. mars kl. 14:00" in body
    assert 'min="2026-03-03" max="2027-03-04"' in body
    assert repr(patient.account.tables) == before
    assert patient.told() == []


def test_who_moves_it_is_reminded_by_the_new_one_as_by_an_event_that_says_so(
    patient: Reader, tmp_path: Path
) -> None:
    body = patient.post(day="2026-03-12", time="08:30")

    assert heading(body) == "Datoen er notert"
    assert "torsdag 12. mars kl. 08:30" in body
    assert patient.told() == ["Appointment Moved"]
    by_page = patient.mails(START + 40 * DAY)
    assert by_page == ["booked 03-03 13", "two_days 03-10 09", "tomorrow 03-11 17"]

    by_event = reader_of(tmp_path / "b", SERIES, booked(), moved("2026-03-12", BOOKED + HOUR))
    assert by_event.mails(START + 40 * DAY) == by_page


def test_who_puts_it_off_moves_it_by_days_and_twice_is_once(patient: Reader) -> None:
    (since,) = re.findall(r'name="since" value="([^"]+)"', patient.look())

    for _ in range(2):
        assert "mandag 23. mars kl. 14:00" in patient.post(later=3, since=since)
        patient.account.agenda.run(patient.account.clock.now() + 2 * MINUTE)

    waits = Story(patient.account).of("waiting", reason="date_moved")
    assert [line["until"][:10] for line in waits] == ["2026-03-21"]
    assert patient.mails(START + 40 * DAY) == ["booked 03-03 13", "two_days 03-21 09", "tomorrow 03-22 17"]


def test_who_presses_twice_within_a_minute_says_it_once(patient: Reader) -> None:
    for _ in range(2):
        patient.post(day="2026-03-12", time="08:30")

    assert patient.told() == ["Appointment Moved"]


@pytest.mark.parametrize(
    "form",
    [
        {"day": "2026-03-02", "time": "10:00"},
        {"day": "2026-03-03", "time": "12:00"},  # an hour ago, there
        {"day": "2027-03-05", "time": "10:00"},
        {"day": "9999-12-31", "time": "23:59"},
        {"day": "2026-02-30", "time": "10:00"},
        {"day": "2026-03-12", "time": "25:00"},
        {"day": "2026-03-12", "time": "10:00+05:00"},
        {"day": "soon"},
        {"later": "3"},
        {"later": "-30", "since": "2026-03-20T13:00:00Z"},
        {"later": "9" * 30, "since": "2026-03-20T13:00:00Z"},
        {},
    ],
)
def test_what_has_passed_or_is_no_date_or_beyond_a_year_is_asked_again(
    patient: Reader, form: dict[str, str]
) -> None:
    body = patient.post(422, **form)

    assert 'role="alert"' in body
    assert patient.told() == []


def test_a_day_alone_keeps_the_hour(patient: Reader) -> None:
    assert "torsdag 12. mars kl. 14:00" in patient.post(day="2026-03-12")


def test_once_it_has_passed_or_was_cancelled_there_is_nothing_to_move(tmp_path: Path) -> None:
    cancelled = tracked("Appointment Cancelled", BOOKED + DAY, booking="b1")
    ended = reader_of(tmp_path, SERIES, booked(), cancelled, until=BOOKED + 2 * DAY)

    assert heading(ended.look()) == "Ingen flere påminnelser"
    assert heading(ended.post(day="2026-03-12", time="08:30")) == "Ingen flere påminnelser"
    assert ended.told() == []


@pytest.mark.parametrize(
    ("language", "title", "shown"),
    [
        ("nb", "Datoen din", "fredag 20. mars kl. 22:00"),
        ("en", "Your date", "Friday, March 20 at 10:00"),
        ("nl", "Je datum", "vrijdag 20 maart om 22:00"),
        ("de", "Dein Termin", "Freitag, 20. März um 22:00"),
        ("es", "Tu fecha", "viernes, 20 de marzo a las 22:00"),
    ],
)
def test_it_speaks_the_readers_language_and_keeps_their_clock(
    tmp_path: Path, language: str, title: str, shown: str
) -> None:
    reader = reader_of(tmp_path, SERIES, booked(), locale=language, timezone="Asia/Tokyo")

    body = reader.look()

    assert f'<html lang="{language}">' in body
    assert heading(body) == title
    assert shown in body


def test_the_mail_of_a_check_up_leads_to_a_page_that_takes_the_day_of_a_booking() -> None:
    account = open_account(
        Stage(
            workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=450, only=("check_up",)
        )
    )
    known = subscribed(phone="+4791234567", timezone="Europe/Oslo")
    schedule(account, lines.parse([*known, test_check_up.comes()], "test"))
    reader = Reader(account, test_check_up.ASKED + DAY)
    assert reader.path in account.mailer.sent[0].email.html

    reader.post(day="2027-02-10", time="10:30")

    assert reader.mails(START + 449 * DAY)[-1] == "tomorrow 02-09 17"
    trigger = account.tables.enrollments[reader.enrollment.id].trigger
    assert trigger["appointment_at"] == iso(at("2027-02-10 09:30"))


def test_a_repeat_is_moved_by_the_event_and_the_property_of_its_own(tmp_path: Path) -> None:
    bought = tracked("Plant Bought", BOOKED, plant="fern")
    reader = reader_of(tmp_path, OWN_NAMES, bought)

    reader.post(day="2026-03-06")

    assert reader.told() == ["Watering Moved"]
    assert [each[6:11] for each in reader.mails(BOOKED + 12 * DAY)] == ["03-03", "03-06", "03-13"]
