"""The unsubscribe link of a mail that was really sent, followed over HTTP."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from homing.domain.enrollment import EnrollmentState

from tests.deploy.outside import Outside, until
from tests.deploy.people import Person

pytestmark = pytest.mark.xdist_group("deploy")


def link(shop: Outside, person: Person) -> str:
    """The path of the unsubscribe link in a person's first mail."""
    mail: Mapping[str, Any] = shop.mails_to(person)[0]
    found = re.search(r"http://\S+/unsubscribe/\S+", mail["BodyText"])
    assert found
    assert urlsplit(found[0]).netloc == shop.host
    assert found[0] in mail["BodyHtml"]
    return urlsplit(found[0]).path


def test_following_the_link_changes_nothing_and_pressing_the_button_ends_every_mail(shop: Outside) -> None:
    ada = shop.subscriber()
    asked = shop.page("GET", link(shop, ada))
    assert asked.status == 200
    assert "default-src 'none'" in asked.headers["content-security-policy"]
    assert b"<form" in asked.body
    welcome = shop.enrollments_of(ada)["welcome"]
    assert shop.execution_of(welcome) == "RUNNING"

    left = shop.page("POST", link(shop, ada))

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

    left = shop.page("POST", link(shop, ada), b"List-Unsubscribe=One-Click")

    assert (left.status, left.body) == (200, b"")
    contact = shop.contact_of(ada)
    assert contact is not None
    assert not contact.consent.granted


def test_a_link_that_we_did_not_write_leads_nowhere(shop: Outside) -> None:
    assert shop.page("GET", "/unsubscribe/WzEsIngiXQ.forged").status == 404
    assert shop.page("POST", "/unsubscribe/WzEsIngiXQ.forged").status == 404
