"""Who is held out."""

from decimal import Decimal

from homing.domain.holdout import counted_for, held_out
from homing.domain.workflow import Workflow

from tests.unit.figures_of_a_shop import aiming

PEOPLE = [f"c-{number}" for number in range(20_000)]


def with_holdout(share: str | int | None, name: str = "welcome") -> Workflow:
    written = aiming(None).model_dump(by_alias=True, exclude_none=True, exclude={"holdout"})
    return Workflow.model_validate(written | {"name": name} | ({} if share is None else {"holdout": share}))


def held(workflow: Workflow) -> set[str]:
    return {each for each in PEOPLE if held_out(workflow, each)}


def test_so_many_of_a_hundred_are_held_out() -> None:
    assert abs(len(held(with_holdout("10%"))) / len(PEOPLE) - 0.1) < 0.01
    assert held(with_holdout(None)) == set()
    assert held(with_holdout("0%")) == set()


def test_who_is_held_out_of_a_share_is_held_out_of_a_larger_one() -> None:
    small, large = held(with_holdout("10%")), held(with_holdout("25%"))

    assert small < large
    assert small == held(with_holdout("10%"))


def test_two_workflows_hold_out_others() -> None:
    one, other = held(with_holdout("10%")), held(with_holdout("10%", "win_back"))

    assert abs(len(one & other) / len(one) - 0.1) < 0.03


def test_a_share_is_written_with_a_percent_sign_or_as_a_whole_number() -> None:
    assert with_holdout("10%").holdout == with_holdout(10).holdout == Decimal(10)
    assert with_holdout("2.5%").holdout == Decimal("2.5")


def test_orders_count_for_the_time_of_the_goal_or_thirty_days() -> None:
    assert counted_for(aiming({"event": "Order Completed", "within": "7d"})).days == 7
    assert counted_for(aiming(None)).days == 30
