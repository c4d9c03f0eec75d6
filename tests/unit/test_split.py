"""Who takes which arm of a split."""

from collections import Counter

from homing.domain.split import arm_of
from homing.domain.steps import SplitStep
from hypothesis import given
from hypothesis import strategies as st


def split(step_id: str = "subject", **shares: int) -> SplitStep:
    arms = [{"name": name, "share": share, "steps": []} for name, share in shares.items()]
    return SplitStep.model_validate({"id": step_id, "type": "split", "arms": arms})


@given(st.text(min_size=1), st.integers(1, 99))
def test_a_contact_always_takes_the_same_arm_which_is_one_of_them(contact: str, share: int) -> None:
    step = split(plain=share, warm=100 - share)

    arm = arm_of(step, "welcome", contact)

    assert arm in ("plain", "warm")
    assert arm_of(step, "welcome", contact) == arm


def test_ten_thousand_contacts_divide_as_the_shares_say() -> None:
    step = split(plain=20, warm=30, bold=50)

    taken = Counter(arm_of(step, "welcome", f"c-{n}") for n in range(10_000))

    # Four standard deviations of a binomial share of ten thousand are at most 200.
    assert {name: abs(taken[name] - share * 100) < 200 for name, share in PER_CENT.items()} == dict.fromkeys(
        PER_CENT, True
    )


PER_CENT = {"plain": 20, "warm": 30, "bold": 50}


def test_two_splits_divide_people_independently() -> None:
    first, second = split("subject", a=50, b=50), split("sender", a=50, b=50)

    both = Counter((arm_of(first, "w", f"c-{n}"), arm_of(second, "w", f"c-{n}")) for n in range(4_000))

    assert all(850 < both[pair] < 1150 for pair in (("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")))


def test_a_larger_share_keeps_everyone_who_had_the_first_arm() -> None:
    people = [f"c-{n}" for n in range(500)]
    before = {each for each in people if arm_of(split(a=20, b=80), "w", each) == "a"}
    after = {each for each in people if arm_of(split(a=60, b=40), "w", each) == "a"}

    assert before < after
