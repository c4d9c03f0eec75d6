"""Whatever the functions write while a shop is played, it tells of nobody, and of every mail which it was."""

import io
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from homing import bootstrap, observability
from homing.adapters.discounts import code_prefix
from homing.domain.errors import HomingError, MessageRefused, SendAmbiguous, Throttled
from homing.domain.timeline import Line
from homing.observability import LoggedTimeline
from homing.services.ports import OutgoingEmail

from local.demo import season
from local.demo.season import Season
from local.neighbours import PAGES_SECRET, WEBHOOK_SECRET

pytestmark = pytest.mark.xdist_group("demo")

OF_A_MAIL = ("message sent", "message skipped", "message parked", "message rejected")


class Twice:
    """A timeline that is also the log of a deployed function."""

    def __init__(self, first: Any) -> None:
        self._both = (first, LoggedTimeline())
        self.lines = first.lines

    def write(self, line: Line) -> None:
        for each in self._both:
            each.write(line)


class Moody:
    """A mailer that fails now and then, with the recipient in the text of what it raises."""

    def __init__(self, mailer: Any) -> None:
        self._mailer = mailer
        self._mails = count(1)

    def send(self, email: OutgoingEmail) -> str:
        number = next(self._mails)
        for every, error in ((11, MessageRefused), (13, SendAmbiguous), (17, Throttled), (19, ValueError)):
            if number % every == 0:
                raise error(f"550 no such mailbox: <{email.recipient}>")
        return str(self._mailer.send(email))


@dataclass(frozen=True)
class Played:
    """A season and everything that its functions wrote."""

    season: Season
    log: str

    def lines(self) -> Iterator[Mapping[str, Any]]:
        return (json.loads(line) for line in self.log.splitlines())


@pytest.fixture(scope="module")
def played() -> Played:
    stream, others = io.StringIO(), logging.StreamHandler(io.StringIO())
    # As in Lambda, where Powertools keeps its own lines from the root logger.
    others.addFilter(lambda record: record.name != observability.logger.name)
    logging.getLogger().addHandler(others)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(observability.logger.registered_handler, "stream", stream)
        of_people = season.prepare(season.stage(days=12), seed=3, contacts=60)
        around = of_people.account.neighbours
        around.timeline = Twice(around.timeline)
        around.mailer = Moody(around.mailer)
        bootstrap.install(around)
        season.run(of_people)
    logging.getLogger().removeHandler(others)
    bootstrap.install(None)
    assert others.stream.getvalue() == ""
    return Played(of_people, stream.getvalue())


def test_every_function_wrote_something_good_and_bad(played: Played) -> None:
    phrases = {line["message"] for line in played.lines()}
    errors = {line["error"] for line in played.lines() if "error" in line}

    assert {
        "event received",
        "contact enrolled",
        "message sent",
        "feedback received",
        "work failed",
    } <= phrases
    assert {"SendAmbiguous", "Throttled", "MessageRefused"} <= errors


def test_no_address_reaches_the_log(played: Played) -> None:
    assert "@" not in played.log
    assert "<address>" in played.log
    handles = {person.email.partition("@")[0] for person in played.season.people}
    assert [handle for handle in sorted(handles) if handle in played.log] == []


def test_no_name_reaches_the_log(played: Played) -> None:
    names = {
        name for person in played.season.people for name in (person.first_name, person.last_name) if name
    }
    said = set(re.findall(r"\w+", played.log))

    assert len(names) > 40
    assert names & said == set()


def test_no_token_code_or_secret_reaches_the_log(played: Played) -> None:
    account = played.season.account
    carts = {token for cart in account.tables.carts.values() for token in cart.tokens()}
    links = {str(sent.unsubscribe_url).rpartition("/")[2] for sent in account.mailer.sent}
    code = re.compile(rf"\b{code_prefix(account.shop.name)}-[0-9A-Z]{{4,}}")
    codes = {each for sent in account.mailer.sent for each in code.findall(sent.email.text)}
    secrets = {WEBHOOK_SECRET, PAGES_SECRET, account.neighbours.id_secret.decode()}

    assert all((carts, links, codes))
    bare = {token.partition("#")[2] or token for token in carts}
    assert [each for each in sorted(bare | links | codes | secrets) if each in played.log] == []


def test_every_line_of_a_mail_names_workflow_enrollment_and_step(played: Played) -> None:
    of_mails = [line for line in played.lines() if line["message"] in OF_A_MAIL]
    failed = [line for line in played.lines() if line.get("error") in _of_sending()]

    assert len(of_mails) > 20
    assert failed
    for line in (*of_mails, *failed):
        assert line["enrollment"].startswith(f"{line['workflow']}-")
        assert line["step"]


def _of_sending() -> set[str]:
    errors: tuple[type[HomingError], ...] = (SendAmbiguous, Throttled, MessageRefused)
    return {each.__name__ for each in errors}
