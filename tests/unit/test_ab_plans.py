"""What `homing validate` says of a test that can work: the demo's."""

import re
from datetime import timedelta

from homing.domain.ab_test import Measure
from homing.domain.single_steps import EmailStep
from homing.domain.split import divided
from homing.domain.workflow import Workflow

from local import ab_plans
from local.checks import ab_tests
from local.demo import season
from tests.unit.figures_of_a_shop import SHOP


def demo_cart() -> Workflow:
    return next(each for each in season.stage(200).playing() if each.name == "abandoned_cart")


def test_the_demos_test_is_one_that_validate_would_let_pass() -> None:
    cart = demo_cart()

    assert [each.test is not None for each in divided(cart.steps)] == [True]
    assert not list(ab_tests.check(cart, colleagues=SHOP.colleagues, tracking=SHOP.tracking))


def test_a_plan_is_told_with_its_contacts_and_the_days_that_they_take() -> None:
    cart = demo_cart()

    (alone,) = ab_plans.plans([cart])
    (seen,) = ab_plans.plans([cart], {"abandoned_cart/reminder": 0.5})

    assert "takes 64 contacts, 32 for each of 2 variants; 4 looks, day 28 to day 70." in alone
    assert "At 0.5 a day that is 128 days." in seen
    assert "look later" in seen


def test_a_test_of_conversions_is_told_what_those_find_whose_goal_is_over_by_the_last_look() -> None:
    entries = {"abandoned_cart/reminder": 0.5}
    found = [
        int(re.findall(r"chance of (\d+)%", plan)[0])
        for days in (3, 21)
        for plan in ab_plans.plans([_of_conversions(demo_cart(), timedelta(days=days))], entries)
    ]

    soon, late = found
    assert late < soon


def _of_conversions(workflow: Workflow, within: timedelta) -> Workflow:
    """The workflow, its test asking for a goal that has so long."""
    assert workflow.goal is not None
    steps = [
        each.model_copy(update={"test": each.test.model_copy(update={"metric": Measure.CONVERSION_RATE})})
        if isinstance(each, EmailStep) and each.test is not None
        else each
        for each in workflow.steps
    ]
    goal = workflow.goal.model_copy(update={"within": within})
    return workflow.model_copy(update={"steps": steps, "goal": goal})
