"""Whom a mail comes from, and who reads the replies."""

from pathlib import Path
from typing import Any

import pytest
from homing.adapters.shop_file import load_shop
from homing.domain.senders import Sender, Senders, mistakes
from homing.domain.shop import Colleague
from homing.domain.single_steps import EmailStep
from homing.domain.workflow import Workflow

SHOP = load_shop(Path(__file__).parents[2] / "shop.yaml")
SENDERS = Senders.of_shop(SHOP)
SILJE = "Silje Aarseth <silje@fjordogfell.example.com>"


def flow(**changes: Any) -> Workflow:
    step = {"id": "demo", "type": "email"} | changes.pop("step", {})
    return Workflow.model_validate(
        {
            "name": "demo",
            "title": "Demo",
            "status": "draft",
            "stage": "before",
            "trigger": {"type": "event", "event": "Demo Requested"},
            "steps": [step],
        }
        | changes
    )


def sender(**changes: Any) -> Sender:
    workflow = flow(**changes)
    step = workflow.steps[0]
    assert isinstance(step, EmailStep)
    return SENDERS.of(workflow, step)


def test_a_mail_comes_from_the_shop_unless_somebody_is_named() -> None:
    assert sender() == Sender(mailbox=SHOP.sender, reply_to=SHOP.reply_to)


def test_a_mail_of_a_colleague_comes_from_them_and_is_answered_to_them() -> None:
    reply_to = "silje@fjordogfell.example.com"

    assert sender(**{"from": "sales"}) == Sender(mailbox=SILJE, reply_to=reply_to, colleague="sales")


def test_a_step_outweighs_its_workflow() -> None:
    care = "Fell Care <care@fjordogfell.example.com>"

    named = sender(
        **{"from": "sales", "reply_to": "all@fjordogfell.example.com"},
        step={"from": care, "reply_to": "care@fjordogfell.example.com"},
    )

    assert named == Sender(mailbox=care, reply_to="care@fjordogfell.example.com")


def test_a_colleagues_name_may_hold_a_comma() -> None:
    silje = Colleague(name="Aarseth, Silje", title="Sales", email="silje@fjordogfell.example.com")
    shop = SHOP.model_copy(update={"colleagues": {"sales": silje}})

    assert Senders.of_shop(shop).colleagues["sales"].startswith('"Aarseth, Silje" <')


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"from": "sales"}, []),
        ({"from": "Care <care@post.fjordogfell.example.com>"}, []),
        (
            {"from": "support"},
            [
                "from: 'support' is nobody; write Name <address@fjordogfell.example.com>, "
                "or a colleague of shop.yaml (sales, care)"
            ],
        ),
        (
            {"from": "Care <care@elsewhere.example>"},
            [
                "from: care@elsewhere.example is not under fjordogfell.example.com, "
                "the domain that SES knows as yours; use one that is"
            ],
        ),
        (
            {"step": {"reply_to": "care@notfjordogfell.example.com"}},
            [
                "demo: reply_to: care@notfjordogfell.example.com is not under fjordogfell.example.com, "
                "the domain that SES knows as yours; use one that is"
            ],
        ),
        (
            {"reply_to": "care"},
            ["reply_to: 'care' is no address; write one such as hello@fjordogfell.example.com"],
        ),
    ],
)
def test_a_sender_that_ses_would_refuse_is_found_before_anything_is_sent(
    changes: dict[str, Any], told: list[str]
) -> None:
    assert list(mistakes(flow(**changes), SHOP)) == told


def test_a_colleague_without_an_address_sends_no_mail() -> None:
    known = SHOP.colleagues
    silent = {**known, "sales": known["sales"].model_copy(update={"email": None})}
    shop = SHOP.model_copy(update={"colleagues": silent})

    (told,) = mistakes(flow(**{"from": "sales"}), shop)

    assert told.startswith("from: 'sales' is nobody;")
    assert told.endswith("(care)")
