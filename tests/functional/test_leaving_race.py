"""Threads on DynamoDB: somebody leaves while they are enrolled and while mails to them are claimed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.client import BaseClient
from homing.adapters.dynamodb.contacts import Contacts
from homing.adapters.dynamodb.due_index import DueIndex
from homing.adapters.dynamodb.enrollments import Enrollments
from homing.adapters.dynamodb.marks import Marks
from homing.adapters.dynamodb.messages import Messages
from homing.adapters.dynamodb.suppressions import Suppressions
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.consent import Consent, ConsentSource, ConsentState, ConsentStatement
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.watch import watch_entry
from homing.domain.workflow import Workflow
from homing.services.consents import Consents
from homing.services.endings import Endings
from homing.services.exits import Exits
from homing.services.partings import Partings
from homing.services.ports import Guard
from homing.services.suppressing import Suppressing

from tests.functional.contracts.engines import Tables, VirtualClock, moto_client, moto_tables
from tests.functional.contracts.samples import NOW, claim, contact, enrollment, spent, stamp
from tests.functional.turns import InTurn

ROUNDS = 12
GRANTED = Consent(granted_at=stamp(days=-30), source=ConsentSource.FORM, event_id="e-0")
USUAL = {"status": "live", "stage": "before", "trigger": {"type": "event", "event": "Subscribed"}}
RECEIPT = {"id": "receipt", "type": "email", "purpose": "transactional"}
STORY = {"id": "story", "type": "email"}
WORKFLOWS = WorkflowSet(
    [
        Workflow.model_validate(USUAL | {"name": name, "title": name, "steps": steps})
        for name, steps in (("welcome", [STORY]), ("onboarding", [RECEIPT, STORY]))
    ]
)


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with moto_client() as client, moto_tables(client, VirtualClock()) as made:
        yield made


class Nobody:
    """A timeline that nobody reads, and executions that nobody runs."""

    def write(self, _: object) -> None:
        pass

    def stop(self, *_: object) -> None:
        pass


class Race:
    """One person in two workflows, and three who work on them at once."""

    def __init__(self, tables: Tables, turns: InTurn, round_: int) -> None:
        self.turns, self.id = turns, f"c-{round_}"
        own, rows, figures = tables.contacts, tables.enrollments, tables.figures
        self.contacts = Contacts(contacts=own, figures=figures, enrollments=rows, schedule=tables.schedule)
        self.enrollments = Enrollments(
            enrollments=rows, contacts=own, figures=figures, schedule=tables.schedule
        )
        self.messages = Messages(enrollments=rows, contacts=own, figures=figures)
        due, nobody = DueIndex(schedule=tables.schedule), Nobody()
        rules = Rules(zone="Europe/Oslo", locales=("nb",))
        endings = Endings(due=due, workflows=WORKFLOWS)
        exits = Exits(
            enrollments=self.enrollments,
            executions=nobody,  # type: ignore[arg-type]
            marks=Marks(contacts=own),
            workflows=WORKFLOWS,
            timeline=nobody,
            endings=endings,
            rules=rules,
            id_secret=b"key",
        )
        partings = Partings(
            contacts=self.contacts,
            messages=self.messages,
            timeline=nobody,
            exits=exits,
            endings=endings,
            rules=rules,
        )
        suppressions = Suppressions(contacts=own, figures=figures, secret=b"key")
        self.consents = Consents(
            contacts=self.contacts,
            suppressions=suppressions,
            suppressing=Suppressing(
                contacts=self.contacts, suppressions=suppressions, exits=exits, rules=rules
            ),
            exits=exits,
            partings=partings,
            workflows=WORKFLOWS,
            rules=rules,
        )
        self.contacts.create(contact(self.id, consent=GRANTED), [])
        self.mixed = enrollment(
            f"onboarding-{round_}", workflow="onboarding", contact_id=self.id, waits_for="story"
        )
        self.enrollments.put(self.mixed, Guard(events=frozenset()), watch_entry(self.mixed), ())

    def leave(self) -> None:
        known = self.contacts.get(self.id)
        assert known is not None
        said = ConsentStatement(
            state=ConsentState.UNSUBSCRIBED, source=ConsentSource.RECIPIENT, time=Stamp(NOW, NOW)
        )
        self.consents.change(known, said, "leave/1", NOW)

    def enroll(self) -> None:
        """As Enroll does: judge the contact, then put what its judgement allows."""
        known = self.contacts.get(self.id)
        if known is None or not known.consent.granted:
            return
        self.turns.think()
        new = enrollment(f"welcome-{self.id}", contact_id=self.id, waits_for="story")
        guard = Guard(
            events=frozenset(), contact_id=self.id, since=stamp(hours=1), only_markets=True, departed=None
        )
        self.turns.tell("enrolled", self.enrollments.put(new, guard, watch_entry(new), ()))

    def mail(self) -> None:
        """As the gate does: what they were sent, then whether they may be written to, then the claim."""
        for _ in range(5):
            judged_by = self.contacts.ledger(self.id)
            known = self.contacts.get(self.id)
            if known is None or not known.consent.granted:
                return
            self.turns.think()
            message = claim("story", self.mixed.id, contact_id=self.id, workflow="onboarding")
            answer = self.messages.claim(message, None, judged_by, spent(judged_by))
            self.turns.tell("mail", answer)
            if answer != "raced":
                return


def test_nothing_is_enrolled_or_claimed_after_who_left(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: set[tuple[str, ...]] = set()
    whole = BaseClient._make_api_call  # type: ignore[attr-defined]
    for round_ in range(ROUNDS):
        turns = InTurn(round_)
        race = Race(tables, turns, round_)

        def in_turn(client: Any, operation: str, given: Any, turns: InTurn = turns) -> Any:
            answer = turns.call(whole, client, operation, given)
            if operation == "TransactWriteItems" and any(
                "leave/1" in str(each) for each in given["TransactItems"]
            ):
                turns.done.append("left")
            return answer

        with monkeypatch.context() as patched, ThreadPoolExecutor(3) as pool:
            patched.setattr(BaseClient, "_make_api_call", in_turn)
            for job in [pool.submit(deed) for deed in (race.enroll, race.mail, race.leave)]:
                job.result()

        after = turns.done[turns.done.index("left") + 1 :]
        assert "enrolled: put" not in after
        assert "mail: claimed" not in after
        known = race.contacts.get(race.id)
        assert known is not None
        assert not known.consent.granted
        running = [each.workflow for each in race.enrollments.of_contact(race.id) if each.running]
        assert running == ["onboarding"]
        met.add(tuple(turns.done))
    assert len(met) > 2, "the threads never took turns"
