"""Codes that follow from the enrollment."""

import re
from datetime import UTC, datetime, timedelta

from homing.adapters.discounts import DerivedDiscounts
from homing.domain.message import MessageId
from homing.domain.step_parts import Offer
from homing.services.ports import Code

DISCOUNTS = DerivedDiscounts(b"secret", "HOME")
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)


def offer(**gives: object) -> Offer:
    return Offer.model_validate({"valid_for": "24h", **(gives or {"percent": 10})})


def code(enrollment: str, step: str = "offer", number: int = 0, by: DerivedDiscounts = DISCOUNTS) -> str:
    return by.take(MessageId(enrollment=enrollment, step=step, number=number), offer(), UNTIL).code


def test_a_code_is_the_same_at_every_asking() -> None:
    message = MessageId(enrollment="welcome-a", step="offer")

    assert DISCOUNTS.take(message, offer(), UNTIL) == DISCOUNTS.take(
        message, offer(), UNTIL + timedelta(days=1)
    )


def test_a_code_can_be_read_out_on_the_telephone() -> None:
    codes = [code(f"welcome-{number}") for number in range(500)]

    assert all(re.fullmatch(r"HOME-[A-HJ-NP-Z2-9]{8}", each) for each in codes)
    assert len(set(codes)) == 500


def test_a_code_depends_on_enrollment_step_pass_and_deployment() -> None:
    codes = {
        code("welcome-a"),
        code("welcome-b"),
        code("welcome-a", "last_chance"),
        code("welcome-a", number=1),
        code("welcome-a", by=DerivedDiscounts(b"another", "HOME")),
    }

    assert len(codes) == 5


def test_a_code_tells_what_it_gives() -> None:
    message = MessageId(enrollment="welcome-a", step="offer")
    given = [
        DISCOUNTS.take(message, offer(**gives), UNTIL)
        for gives in ({"percent": 15}, {"amount": 100}, {"free_shipping": True})
    ]

    same = given[0].code
    assert given == [
        Code(code=same, percent=15),
        Code(code=same, amount=100),
        Code(code=same, free_shipping=True),
    ]
