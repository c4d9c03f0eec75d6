"""ports.ConfirmationMails"""

from datetime import timedelta

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW

HOUR = timedelta(hours=1)


def asks(engine: Engine, request: str, hours: float = 0, address: str = "a1") -> bool:
    return engine.confirmations.allow(address, request, NOW + hours * HOUR, 3)


def test_an_address_gets_no_more_than_its_share_of_a_day(engine: Engine) -> None:
    assert [asks(engine, f"r{number}", number) for number in range(5)] == [True, True, True, False, False]


def test_another_address_has_a_share_of_its_own(engine: Engine) -> None:
    for number in range(4):
        asks(engine, f"r{number}")

    assert asks(engine, "r9", address="a2")


def test_a_mail_counts_for_twenty_four_hours(engine: Engine) -> None:
    for number in range(3):
        asks(engine, f"r{number}", number)

    assert not asks(engine, "r8", 23.9)
    assert asks(engine, "r8", 24)
    assert not asks(engine, "r9", 24.5)


def test_a_request_that_is_worked_on_again_counts_once(engine: Engine) -> None:
    assert [asks(engine, "r1") for _ in range(5)] == [True] * 5
    assert [asks(engine, f"s{number}") for number in range(3)] == [True, True, False]
    assert asks(engine, "r1")
