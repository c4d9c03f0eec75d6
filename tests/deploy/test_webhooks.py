"""Webhooks over HTTP to a deployed shop, and what becomes of them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import builders
from tests.deploy.outside import Outside

pytestmark = pytest.mark.xdist_group("deploy")

NOW = datetime.now(UTC)
AN_HOUR_AGO = NOW - timedelta(minutes=61)


def test_who_subscribes_gets_the_first_mail_and_waits_for_the_second(shop: Outside) -> None:
    before = shop.executions("welcome")

    shop.tell("customers/create", builders.subscriber(101, at=NOW))

    (mail,) = shop.wait_for_mails("person101@example.com", 1)
    assert mail["Subject"] == "Velkommen til Fjord & Fell"
    assert mail["Source"] == "Fjord & Fell <hei@post.fjordogfell.example.com>"
    (mine,) = shop.executions("welcome").items() - before.items()
    assert mine[1] == "RUNNING"
