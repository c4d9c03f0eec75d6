"""Webhooks over HTTP to a deployed shop, and what becomes of them."""

from datetime import timedelta

import pytest
from homing.domain.enrollment import EnrollmentState, ExitReason

from tests.deploy.outside import Outside, until
from tests.deploy.people import Person

pytestmark = pytest.mark.xdist_group("deploy")


def test_who_subscribes_gets_the_first_mail_and_waits_for_the_second(shop: Outside) -> None:
    ada = Person.new()

    shop.tell("customers/create", ada.subscribes())

    (mail,) = shop.wait_for_mails(ada, 1)
    assert mail["Subject"] == "Velkommen til Fjord & Fell"
    assert mail["Source"] == "Fjord & Fell <hei@post.fjordogfell.example.com>"
    shop.settle()
    welcome = shop.enrollments_of(ada)["welcome"]
    assert (welcome.state, welcome.waits_for) == (EnrollmentState.ACTIVE, "brand_story")
    assert shop.execution_of(welcome) == "RUNNING"


def test_the_same_event_sends_nothing_twice_under_whatever_delivery(shop: Outside) -> None:
    ada = Person.new()
    told = ada.subscribes()

    shop.tell("customers/create", told, delivery=f"first-{ada.number}")
    shop.wait_for_mails(ada, 1)
    shop.tell("customers/create", told, delivery=f"first-{ada.number}")
    shop.tell("customers/create", told, delivery=f"second-{ada.number}")
    shop.settle()

    assert len(shop.mails_to(ada)) == 1
    assert shop.execution_of(shop.enrollments_of(ada)["welcome"]) == "RUNNING"


def test_a_cart_left_for_an_hour_is_reminded_of_until_it_is_bought(shop: Outside) -> None:
    ada = shop.subscriber()
    shop.tell("checkouts/create", ada.leaves_a_cart(ago=timedelta(minutes=61)))
    shop.settle()

    shop.sweep()

    assert shop.wait_for_mails(ada, 2)[-1]["Subject"] == "Glemte du noe?"
    reminded = shop.enrollments_of(ada)["abandoned_cart"]
    assert shop.execution_of(reminded) == "RUNNING"

    shop.tell("orders/create", ada.buys())

    until(lambda: shop.execution_of(reminded) == "ABORTED", "the end of the reminders")
    shop.settle()
    ended = shop.enrollments_of(ada)
    assert ended["abandoned_cart"].end_reason == ExitReason.GOAL
    assert ended["welcome"].state == EnrollmentState.ACTIVE


def test_a_cart_that_was_bought_is_never_reminded_of_whatever_is_told_first(shop: Outside) -> None:
    ada = shop.subscriber()
    shop.tell("orders/create", ada.buys())
    shop.settle()
    shop.tell("checkouts/create", ada.leaves_a_cart(ago=timedelta(minutes=61)))
    shop.settle()

    shop.sweep()
    shop.settle()

    # One greets, one thanks for the order.
    assert len(shop.mails_to(ada)) == 2
    assert shop.enrollments_of(ada).keys() == {"welcome", "onboarding"}


def test_a_body_that_shopify_did_not_sign_changes_nothing(shop: Outside) -> None:
    ada = Person.new()

    forged = shop.post("customers/create", ada.subscribes(), secret="of somebody else")
    shop.settle()

    assert forged.status == 401
    assert shop.contact_of(ada) is None


def test_a_topic_that_nobody_asked_for_is_not_found(shop: Outside) -> None:
    assert shop.post("themes/publish", {"id": 1}).status == 404
