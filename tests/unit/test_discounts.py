"""Codes that follow from the enrollment."""

import re

from homing.adapters.discounts import DerivedDiscounts

DISCOUNTS = DerivedDiscounts(b"secret", "HOME")


def test_a_code_is_the_same_at_every_asking() -> None:
    assert DISCOUNTS.code("welcome-a", "offer", 10) == DISCOUNTS.code("welcome-a", "offer", 10)


def test_a_code_can_be_read_out_on_the_telephone() -> None:
    codes = [DISCOUNTS.code(f"welcome-{number}", "offer", 10).code for number in range(500)]

    assert all(re.fullmatch(r"HOME-[A-HJ-NP-Z2-9]{8}", code) for code in codes)
    assert len(set(codes)) == 500


def test_a_code_depends_on_enrollment_step_and_deployment() -> None:
    codes = {
        DISCOUNTS.code("welcome-a", "offer", 10).code,
        DISCOUNTS.code("welcome-b", "offer", 10).code,
        DISCOUNTS.code("welcome-a", "last_chance", 10).code,
        DerivedDiscounts(b"another", "HOME").code("welcome-a", "offer", 10).code,
    }

    assert len(codes) == 4


def test_a_code_tells_its_percent() -> None:
    assert DISCOUNTS.code("welcome-a", "offer", 15).percent == 15
