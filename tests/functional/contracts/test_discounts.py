"""ports.Discounts: one implementation for both engines, made anew in every function."""

from homing.adapters.discounts import DerivedDiscounts
from homing.services.ports import Code, Discounts


def discounts() -> Discounts:
    return DerivedDiscounts(b"secret", "FJORD")


def test_every_function_gives_an_enrollment_the_same_code() -> None:
    """A mail that is rendered again, or elsewhere, must not promise another code."""
    assert discounts().code("welcome-1", "offer", 10) == discounts().code("welcome-1", "offer", 10)


def test_no_two_enrollments_or_steps_share_a_code() -> None:
    asked = [
        ("welcome-1", "offer"),
        ("welcome-2", "offer"),
        ("welcome-1", "last_chance"),
        ("welcome-1o", "ffer"),
    ]

    assert len({discounts().code(enrollment, step, 10).code for enrollment, step in asked}) == len(asked)


def test_a_code_is_worth_what_was_asked() -> None:
    code = discounts().code("welcome-1", "offer", 15)

    assert code == Code(code=code.code, percent=15)
