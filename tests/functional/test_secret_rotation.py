"""A rotation as it is done, by the command and five minutes of functions that still know the old secret."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from homing.adapters.links import SignedLinks
from homing.adapters.secrets import SsmSecrets
from homing.adapters.signatures import ShopifySignatures, sign
from homing.domain.errors import InvalidSignature
from homing.domain.message import MessageId
from homing.domain.pages import Page
from moto import mock_aws
from typer.testing import CliRunner

from local.secret_commands import app

MESSAGE = MessageId(enrollment="welcome-abcdefghijklmnopqrstuvwxyz", step="welcome")
BODY = b'{"id": 1}'


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield boto3.client("ssm")


def rotated(name: str, typed: str = "") -> None:
    told = CliRunner().invoke(app, ["set", name, "--stage", "test"], input=f"{typed}\n")
    assert told.exit_code == 0, told.output


def links(secrets: SsmSecrets) -> SignedLinks:
    return SignedLinks("https://links.example", secrets.pages)


def token_of(signed: SignedLinks) -> str:
    return signed.page(Page.UNSUBSCRIBE, MESSAGE, "c-1").rpartition("/")[2]


def test_a_link_of_an_old_mail_works_after_any_number_of_rotations(ssm: Any) -> None:
    rotated("pages")
    old = token_of(links(SsmSecrets(ssm, "test")))

    for _ in range(3):
        rotated("pages")
        read = links(SsmSecrets(ssm, "test")).read(old, Page.UNSUBSCRIBE)
        assert read is not None
        assert (read.message, read.contact_id) == (MESSAGE, "c-1")


def test_a_link_carries_the_newest_key_and_an_older_one_is_not_the_newest(ssm: Any) -> None:
    rotated("pages")
    before = SsmSecrets(ssm, "test")
    old = token_of(links(before))
    rotated("pages")

    assert token_of(links(SsmSecrets(ssm, "test"))) != old
    assert token_of(links(before)) == old, "a function that runs follows within five minutes"


def test_the_page_of_a_link_that_a_sender_signed_in_the_five_minutes_is_read(ssm: Any) -> None:
    rotated("pages")
    sender = SsmSecrets(ssm, "test")
    sender.pages()
    rotated("pages")

    assert links(SsmSecrets(ssm, "test")).read(token_of(links(sender)), Page.UNSUBSCRIBE) is not None


def test_a_link_under_a_key_that_was_never_ours_is_refused(ssm: Any) -> None:
    rotated("pages")
    forged = token_of(SignedLinks("https://links.example", lambda: ["somebody-elses-key"]))

    assert links(SsmSecrets(ssm, "test")).read(forged, Page.UNSUBSCRIBE) is None


def test_both_secrets_of_shopify_are_accepted_while_they_overlap(ssm: Any) -> None:
    rotated("shopify", "the-old-one")
    rotated("shopify", "the-new-one")
    door = ShopifySignatures(SsmSecrets(ssm, "test").shopify)

    door.check(BODY, sign(BODY, "the-old-one"))
    door.check(BODY, sign(BODY, "the-new-one"))


def test_the_secret_before_the_last_is_refused(ssm: Any) -> None:
    for secret in ("the-oldest", "the-old-one", "the-new-one"):
        rotated("shopify", secret)

    with pytest.raises(InvalidSignature):
        ShopifySignatures(SsmSecrets(ssm, "test").shopify).check(BODY, sign(BODY, "the-oldest"))
