"""A campaign to five thousand: no call of the sweep takes long, and nobody is left out."""

from collections import Counter
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from homing.domain.consent import Consent, ConsentSource
from homing.domain.contact import Contact, Trait
from homing.domain.enrollment import Enrollment
from homing.domain.errors import ServiceUnavailable
from homing.domain.membership import Membership, MembershipRow
from homing.domain.time import Stamp
from homing.services.campaigns import MOST_MEMBERS

from local import rehearse
from local.account import Account
from tests.builders import DAY, HOUR
from tests.journeys.conftest import ROOT, START
from tests.journeys.flows import write_flows
from tests.journeys.test_groups import ENGAGED, SALE

PEOPLE = 5000
AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
LONG_SINCE = Stamp(START - DAY, START - DAY)


def _fill(account: Account, people: int) -> None:
    """People who are in the segment since before the start, and are asked nothing on the way there."""
    consent = Consent(granted_at=LONG_SINCE, source=ConsentSource.API, event_id="e")
    for number in range(people):
        contact_id = f"c-{number:05}"
        email = Trait(value=f"{contact_id}@example.com", time=LONG_SINCE)
        zone = Trait(value="Europe/Oslo", time=LONG_SINCE)
        account.tables.contacts[contact_id] = Contact(
            id=contact_id, traits={"email": email, "timezone": zone}, consent=consent
        )
        inside = {"engaged": Membership(version="v", inside=True, since=LONG_SINCE)}
        known = MembershipRow(contact_id=contact_id)
        account.neighbours.segments.put(known, MembershipRow(contact_id=contact_id, segments=inside), ())


def _open(folder: Path, people: int) -> Account:
    flows = write_flows(folder, SALE, segments=ENGAGED)
    stage = rehearse.Stage(workflows=flows, shop=ROOT / "shop.yaml", start=START, days=9)
    account = rehearse.open_account(stage)
    _fill(account, people)
    return account


def _enrolled(account: Account) -> list[str]:
    return [line["email"] for line in account.timeline.lines if line["kind"] == "enrolled"]


def test_five_thousand_are_listed_in_small_parts_and_each_once(tmp_path: Path) -> None:
    account = _open(tmp_path, PEOPLE)
    before = Counter(account.tally.calls)

    account.agenda.run(AT - 2 * HOUR)

    assert len(set(_enrolled(account))) == len(_enrolled(account)) == PEOPLE
    a_minute = Counter(line["at"] for line in account.timeline.lines if line["kind"] == "enrolled")
    assert max(a_minute.values()) == MOST_MEMBERS
    assert len(a_minute) == ceil(PEOPLE / MOST_MEMBERS)
    asked = Counter(account.tally.calls) - before
    assert asked["segments.members"] == ceil(PEOPLE / MOST_MEMBERS)
    assert sum(n for call, n in asked.items() if not call.startswith("timeline.")) < 8 * PEOPLE
    assert all(row.first_wait_until > AT - 2 * HOUR for row in account.tables.enrollments.values())


def test_a_member_who_fails_is_tried_again_alone_and_holds_back_nobody(tmp_path: Path) -> None:
    account = _open(tmp_path, 9)
    start, failures = account.stepper.start, iter(range(3))

    def refuse_some(enrollment: Enrollment, text: str) -> None:
        if enrollment.contact_id == "c-00004" and next(failures, None) is not None:
            raise ServiceUnavailable(f"{enrollment.id}: no such machine")
        start(enrollment, text)

    account.stepper.start = refuse_some  # type: ignore[method-assign]

    account.agenda.run(AT + HOUR)

    assert len(set(_enrolled(account))) == len(_enrolled(account)) == 9
    assert len(account.mailer.sent) == 9
    assert account.tally.calls["segments.members"] == 1
