"""Threads on DynamoDB: many workflows write to one person at once, and no more leaves than the caps allow."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from homing.adapters.dynamodb.contacts import Contacts
from homing.adapters.dynamodb.enrollments import Enrollments
from homing.adapters.dynamodb.messages import Messages
from homing.domain.caps import MAILS, TEXTS, Caps, usual
from homing.domain.free import first_free
from homing.domain.schedule import Recipient
from homing.domain.watch import watch_entry
from homing.domain.window import Window
from homing.services.ports import Guard

from local.emulator.ministack import MiniStack, free_port
from tests.builders import DAY
from tests.functional.contracts.engines import Tables, VirtualClock, moto_client, moto_tables
from tests.functional.contracts.samples import NOW, claim, contact, enrollment
from tests.functional.turns import InTurn

MESSAGES, SENDERS = 8, 4
CAPS, WINDOW = Caps(limits=(*usual(2, 3, MAILS), *usual(1, 2, TEXTS))), Window()
RECIPIENT = Recipient(contact_id="c-1", zone="Europe/Oslo")
ROUNDS = {"moto": 2, "ministack": 4}


@pytest.fixture(params=["moto", pytest.param("ministack", marks=pytest.mark.xdist_group("ministack"))])
def tables(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Tables]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    if request.param == "moto":
        with moto_client() as client, moto_tables(client, VirtualClock()) as made:
            yield "moto", made
        return
    emulator = MiniStack(tmp_path, port=free_port())
    emulator.start()
    try:
        own = boto3.client("dynamodb", region_name="eu-west-1", endpoint_url=emulator.endpoint)
        with moto_tables(own, VirtualClock()) as made:
            yield "ministack", made
    finally:
        emulator.stop()


class Senders:
    """As the gate and the claim do, for every mail that waits: all are due now."""

    def __init__(self, tables: Tables, turns: InTurn, round_: int, *, texts: bool = False) -> None:
        self._turns, self._id, self._texts = turns, f"c-{round_}", texts
        self._contacts = Contacts(contacts=tables.contacts, figures=tables.figures)
        self._enrollments = Enrollments(
            enrollments=tables.enrollments,
            contacts=tables.contacts,
            figures=tables.figures,
            schedule=tables.schedule,
        )
        self._messages = Messages(
            enrollments=tables.enrollments, contacts=tables.contacts, figures=tables.figures
        )
        self._contacts.create(contact(self._id), [])
        self._rows = [
            enrollment(f"flow_{n}-{round_}", workflow=f"flow_{n}", contact_id=self._id, waits_for="hello")
            for n in range(MESSAGES)
        ]
        for row in self._rows:
            self._enrollments.put(row, Guard(events=frozenset()), watch_entry(row), ())

    def send(self, number: int, now: datetime) -> str:
        row = self._rows[number]
        tallies = (TEXTS,) if self._texts and number % 2 else (MAILS,)
        while True:
            ledger = self._contacts.ledger(self._id)
            if first_free(ledger, CAPS.on(tallies), now, RECIPIENT, WINDOW).at > now:
                return "parked"
            self._turns.think()
            message = claim("hello", row.id, workflow=row.workflow, contact_id=self._id)
            after = ledger.with_marketing(tallies, RECIPIENT.zone, now, CAPS)
            answer = self._messages.claim(message, None, ledger, after)
            if answer != "raced":
                return answer

    def all_at(self, now: datetime, waiting: list[int]) -> dict[int, str]:
        with ThreadPoolExecutor(SENDERS) as pool:
            return dict(zip(waiting, pool.map(lambda n: self.send(n, now), waiting), strict=True))


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (False, [2, 1, 2, 1, 2]),  # two a day, three in seven days, and every one of them in the end
        (True, [3, 2, 2, 1, 0]),  # four mails so, and four texts: one a day, two in seven days
    ],
    ids=["mails", "mails and texts"],
)
def test_concurrent_senders_never_send_more_than_the_caps_and_lose_nothing(
    tables: tuple[str, Tables], monkeypatch: pytest.MonkeyPatch, texts: bool, left: list[int]
) -> None:
    engine, made = tables
    whole = BaseClient._make_api_call  # type: ignore[attr-defined]
    for round_ in range(1 if texts else ROUNDS[engine]):
        turns = InTurn(round_)
        senders = Senders(made, turns, round_, texts=texts)

        def in_turn(client: Any, operation: str, given: Any, turns: InTurn = turns) -> Any:
            return turns.call(whole, client, operation, given)

        with monkeypatch.context() if engine == "moto" else nullcontext() as patched:
            if patched is not None:
                patched.setattr(BaseClient, "_make_api_call", in_turn)
            waiting, left_on = list(range(MESSAGES)), []
            for day in (0, 1, 7, 8, 14):
                answers = senders.all_at(NOW + day * DAY, waiting)
                left_on.append(sum(answer == "claimed" for answer in answers.values()))
                waiting = [n for n, answer in answers.items() if answer == "parked"]

        assert left_on == left
        assert waiting == []
