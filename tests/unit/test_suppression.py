"""What is kept of an address that must not be mailed."""

from datetime import UTC, datetime, timedelta

import pytest
from homing.domain.suppression import Lifter, Suppression, SuppressionCause, address_key, can_lift

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = b"a secret"


def test_an_address_has_one_key_however_it_is_written() -> None:
    key = address_key("ada@example.com", SECRET)

    assert address_key(" Ada@Example.COM", SECRET) == key
    assert len(key) == 26


def test_the_key_reveals_no_address_and_differs_in_another_deployment() -> None:
    key = address_key("ada@example.com", SECRET)

    assert "ada" not in key
    assert address_key("eve@example.com", SECRET) != key
    assert address_key("ada@example.com", b"another") != key


LIFTS = {
    (SuppressionCause.BOUNCE, Lifter.OPERATOR),
    (SuppressionCause.COMPLAINT, Lifter.OPERATOR),
    (SuppressionCause.SOFT_BOUNCE, Lifter.GRANT),
    (SuppressionCause.SOFT_BOUNCE, Lifter.DELIVERY),
    (SuppressionCause.SOFT_BOUNCE, Lifter.OPERATOR),
    (SuppressionCause.UNSUBSCRIBE, Lifter.GRANT),
    (SuppressionCause.SUNSET, Lifter.GRANT),
    (SuppressionCause.MANUAL, Lifter.OPERATOR),
    (SuppressionCause.MANUAL_MARKETING, Lifter.OPERATOR),
    (SuppressionCause.ERASURE, Lifter.GRANT),
}


@pytest.mark.parametrize("cause", SuppressionCause)
@pytest.mark.parametrize("lifter", Lifter)
def test_a_cause_is_lifted_only_by_what_can_lift_it_and_only_later(
    cause: SuppressionCause, lifter: Lifter
) -> None:
    stands = Suppression(cause=cause, since=NOW)

    assert can_lift(lifter, stands, NOW + timedelta(seconds=1)) is ((cause, lifter) in LIFTS)
    assert not can_lift(lifter, stands, NOW)
    assert not can_lift(lifter, stands, NOW - timedelta(days=1))
