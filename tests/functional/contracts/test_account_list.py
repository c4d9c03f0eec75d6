"""ports.AccountList and ports.ListReading"""

from datetime import timedelta

import pytest
from homing.adapters.dynamodb.list_reading import ListReading
from homing.adapters.ses_account_list import SesAccountList
from homing.domain.errors import MessageRefused
from homing.domain.suppression import SuppressionCause
from homing.services.ports import AccountList, Compared, ListedAddress

from local import account_list
from local.account_list import MemoryAccountList, MemoryListReading
from tests.functional.contracts.engines import Tables
from tests.functional.contracts.samples import NOW, after
from tests.functional.ses_list import SesList

ADA, EVE, KIM = "ada@example.com", "eve@example.com", "kim+1@example.com"


@pytest.fixture(params=["memory", "ses"])
def listing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[AccountList, SesList]:
    """The list, and the clock by which it dates what comes onto it; pages are of two."""
    ses = SesList()
    if request.param == "memory":
        monkeypatch.setattr(account_list, "PAGE", 2)
        return MemoryAccountList(lambda: ses.now), ses
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    return SesAccountList(ses.client()), ses


def everything(port: AccountList) -> list[ListedAddress]:
    page = port.page(None, None)
    found = [*page.addresses]
    while page.token is not None:
        page = port.page(None, page.token)
        found += page.addresses
    return found


def test_what_is_put_is_listed_page_by_page_with_what_for(listing: tuple[AccountList, SesList]) -> None:
    port, ses = listing
    ses.now = NOW
    port.put(ADA, SuppressionCause.BOUNCE)
    port.put(EVE, SuppressionCause.COMPLAINT)
    port.put(KIM, SuppressionCause.MANUAL)

    assert len(port.page(None, None).addresses) == 2
    assert {(each.email, each.cause, each.at) for each in everything(port)} == {
        (ADA, SuppressionCause.BOUNCE, NOW),
        (EVE, SuppressionCause.COMPLAINT, NOW),
        (KIM, SuppressionCause.BOUNCE, NOW),  # SES knows no third reason
    }


def test_what_is_dropped_is_off_the_list_and_may_be_dropped_again(
    listing: tuple[AccountList, SesList],
) -> None:
    port, _ = listing
    port.put(KIM, SuppressionCause.BOUNCE)

    port.drop(KIM)
    port.drop(KIM)

    assert everything(port) == []


def test_what_came_before_is_not_read_again(listing: tuple[AccountList, SesList]) -> None:
    port, ses = listing
    ses.now = NOW
    port.put(ADA, SuppressionCause.BOUNCE)
    ses.now = after(days=1)
    port.put(EVE, SuppressionCause.BOUNCE)

    assert [each.email for each in port.page(NOW + timedelta(hours=1), None).addresses] == [EVE]


def test_a_token_that_is_too_old_begins_anew() -> None:
    ses = SesList()
    ses.stale = {"2"}
    port = SesAccountList(ses.client())
    port.put(ADA, SuppressionCause.BOUNCE)

    assert [each.email for each in port.page(None, "2").addresses] == [ADA]


def test_an_address_that_ses_does_not_take_is_in_no_error() -> None:
    port = SesAccountList(SesList().client())

    with pytest.raises(MessageRefused) as refused:
        port.put("a" * 400 + "@example.com", SuppressionCause.BOUNCE)

    assert "example.com" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("engine", ["memory", "moto"])
def test_how_far_it_was_read_is_remembered(engine: str, tables: Tables) -> None:
    reading = MemoryListReading() if engine == "memory" else ListReading(contacts=tables.contacts)
    assert reading.known() == Compared()

    for compared in (Compared(begun_at=NOW, token="2"), Compared(until=NOW)):
        reading.keep(compared)
        assert reading.known() == compared
