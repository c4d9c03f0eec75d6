"""The unsubscribe link of a mail that was really sent, followed over HTTP."""

from datetime import timedelta

import pytest
from homing.domain.enrollment import EnrollmentState
from homing.domain.pages import Page

from tests.deploy.outside import Outside, until

pytestmark = pytest.mark.xdist_group("deploy")


def test_following_the_link_changes_nothing_and_pressing_the_button_ends_every_mail(shop: Outside) -> None:
    ada = shop.subscriber()
    asked = shop.page("GET", shop.unsubscribe_path(ada))
    assert asked.status == 200
    assert "default-src 'none'" in asked.headers["content-security-policy"]
    assert b"<form" in asked.body
    welcome = shop.enrollments_of(ada)["welcome"]
    assert shop.execution_of(welcome) == "RUNNING"

    left = shop.page("POST", shop.unsubscribe_path(ada))

    assert left.status == 200
    assert b"<html" in left.body
    until(lambda: shop.execution_of(welcome) == "ABORTED", "the end of the welcome series")
    ended = shop.enrollments_of(ada)["welcome"]
    assert (ended.state, ended.end_reason) == (EnrollmentState.EXITED, "unsubscribed")
    shop.tell("checkouts/create", ada.leaves_a_cart(ago=timedelta(minutes=61)))
    shop.settle()
    shop.sweep()
    shop.settle()
    assert len(shop.mails_to(ada)) == 1


def test_a_mail_program_leaves_with_one_click_and_is_shown_no_page(shop: Outside) -> None:
    ada = shop.subscriber()

    left = shop.page("POST", shop.unsubscribe_path(ada), b"List-Unsubscribe=One-Click")

    assert (left.status, left.body) == (200, b"")
    contact = shop.contact_of(ada)
    assert contact is not None
    assert not contact.consent.granted


@pytest.mark.parametrize("page", [Page.UNSUBSCRIBE, Page.PREFERENCES, Page.CONFIRM])
def test_a_link_that_we_did_not_write_leads_nowhere(shop: Outside, page: Page) -> None:
    assert shop.page("GET", f"/{page}/WzEsIngiXQ.forged").status == 404
    assert shop.page("POST", f"/{page}/WzEsIngiXQ.forged").status == 404
