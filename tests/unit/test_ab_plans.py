"""What `homing validate` says of a test that can work: the demo's."""

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
