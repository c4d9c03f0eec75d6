"""What an erasure leaves of an address: that it gets no marketing until its owner asks for it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

import pytest
from homing import bootstrap
from homing.bootstrap import aftermath, privacy, shared
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Contact, Merge, Trait
from homing.domain.errors import Erased
from homing.domain.events import Event, EventName
from homing.domain.pages import Page
from homing.domain.privacy import Ask, PrivacyRequest
from homing.domain.time import Stamp
from homing.services.people import People

from local.account import Account
from tests.builders import HOUR, MINUTE
from tests.functional.laptop import START, laptop
from tests.functional.reader import Reader

ADA = "ada@example.com"
ASKED = PrivacyRequest(
    id="r-1", ask=Ask.ERASE, asked_by="homing", asked_at=START, begins_at=START, names=(f"email#{ADA}",)
)


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        bootstrap.install(made.neighbours)
        yield made


def known(account: Account, contact_id: str, since: datetime) -> Contact:
    new = Contact(id=contact_id, first_seen=Stamp.of(since, since))
    account.neighbours.contacts.create(new, [f"email#{ADA}"])
    return new.with_traits(new.newer({"email": ADA}, Stamp.of(since, since)))


def look(account: Account, when: datetime) -> None:
    (request,) = list(account.neighbours.privacy_requests.pending()) or [ASKED]
    privacy.erase(account.neighbours)(request, when)


def causes(account: Account) -> list[str]:
    return [each.cause.value for each in account.neighbours.suppressions.of(ADA)]


def test_an_address_that_we_never_knew_is_kept_from_later_imports_too(account: Account) -> None:
    look(account, START)

    assert causes(account) == ["erasure"]


def test_who_signs_up_anew_between_the_looks_stays_signed_up(account: Account) -> None:
    known(account, "c-before", START - HOUR)
    look(account, START)
    assert causes(account) == ["erasure"]
    back = START + 10 * MINUTE
    said = ConsentStatement(
        state=ConsentState.SUBSCRIBED, source=ConsentSource.FORM, time=Stamp.of(back, back)
    )
    shared.consents(account.neighbours).change(known(account, "c-after", back), said, "e-1", back)
    assert causes(account) == []

    look(account, START + HOUR)

    assert causes(account) == []
    again = account.neighbours.contacts.get("c-after")
    assert again is not None
    assert again.consent.granted
    assert account.neighbours.contacts.get("c-before") is None


class Overtaken:
    """Contacts, one of whom is erased between a look and the write that follows."""

    def __init__(self, account: Account) -> None:
        self._contacts, self._tables = account.neighbours.contacts, account.tables

    def __getattr__(self, name: str) -> Any:
        return getattr(self._contacts, name)

    def set_traits(self, contact_id: str, changes: Mapping[str, Trait]) -> bool:
        self._tables.contacts.pop(contact_id, None)
        return self._contacts.set_traits(contact_id, changes)

    def restrain(self, contact_id: str, wishes: Mapping[str, Trait]) -> bool:
        self._tables.contacts.pop(contact_id, None)
        return self._contacts.restrain(contact_id, wishes)


def test_who_is_erased_while_their_choices_are_saved_is_not_known_any_more() -> None:
    with laptop() as account:
        reader = Reader(account)
        account.neighbours.contacts = cast("Any", Overtaken(account))
        bootstrap.install(account.neighbours)

        answer = reader.post(
            Page.PREFERENCES, often="seldom", pause="none", locale="nb", zone="Europe/Oslo", marketing="on"
        )

    assert answer["statusCode"] == 404


def test_a_merge_with_somebody_who_is_being_erased_comes_to_an_end(account: Account) -> None:
    one, other = (Contact(id=each, first_seen=Stamp.of(START, START)) for each in ("c-1", "c-2"))
    account.neighbours.contacts.create(one, ["user#u-1"])
    name = {"first_name": "Ada"}
    account.neighbours.contacts.create(
        other.with_traits(other.newer(name, Stamp.of(START, START))), ["user#u-2"]
    )
    account.neighbours.contacts = cast("Any", Overtaken(account))
    around = account.neighbours
    people = People(contacts=around.contacts, erased_names=around.erased_names, id_secret=around.id_secret)
    merge = Merge(into="user#u-1", gone=("user#u-2",))
    told = Event(
        id="e-1", name=EventName.CUSTOMER_MERGED, time=Stamp.of(START, START), arrived_at=START, merge=merge
    )

    with pytest.raises(Erased):
        aftermath.merging(around, people)(told)
