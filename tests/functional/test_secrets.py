"""Secrets on moto's SSM, and the command that puts them there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from homing.adapters.form_tokens import FormTokens
from homing.adapters.secrets import SsmSecrets
from homing.adapters.segment.keys import hashed
from homing.domain.errors import ServiceUnavailable, Throttled
from moto import mock_aws
from typer.testing import CliRunner, Result

from local.cli import app as main
from local.secret_commands import app


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.fixture
def ssm() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("ssm")


@pytest.fixture
def secrets(ssm: Any) -> SsmSecrets:
    return SsmSecrets(ssm, "test")


def run(*arguments: str, typed: str = "\n") -> Result:
    return CliRunner().invoke(app, ["set", *arguments, "--stage", "test"], input=typed)


def test_secrets_are_encrypted_under_their_stage(ssm: Any, secrets: SsmSecrets) -> None:
    secrets.put("shopify", ["new", "old"])

    stored = ssm.get_parameter(Name="/homing/test/shopify")["Parameter"]
    assert stored["Type"] == "SecureString"
    assert secrets.shopify() == ("new", "old")


def test_a_json_list_is_read_as_lines_are(ssm: Any, secrets: SsmSecrets) -> None:
    ssm.put_parameter(Name="/homing/test/pages", Value='["b", "a"]', Type="SecureString")

    assert secrets.pages() == ("b", "a")


def test_a_secret_is_asked_for_once_in_five_minutes(ssm: Any, secrets: SsmSecrets) -> None:
    secrets.put("ids", ["first"])
    assert secrets.ids() == b"first"

    ssm.put_parameter(Name="/homing/test/ids", Value="second", Type="SecureString", Overwrite=True)

    assert secrets.ids() == b"first"
    assert SsmSecrets(ssm, "test").ids() == b"second"
    assert secrets.current("ids") == ("second",)


def test_a_secret_that_was_never_set_says_how_to_set_it(secrets: SsmSecrets) -> None:
    assert secrets.current("shopify") == ()
    with pytest.raises(ServiceUnavailable, match="homing secret set shopify --stage test"):
        secrets.shopify()


def test_a_throttled_secret_may_be_asked_for_again(ssm: Any, secrets: SsmSecrets) -> None:
    def throttled(**_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "GetParameter")

    ssm.meta.events.register("before-call.ssm.GetParameter", throttled)

    with pytest.raises(Throttled):
        secrets.pages()


def test_the_command_stores_what_is_typed_and_does_not_show_it(secrets: SsmSecrets) -> None:
    answer = run("shopify", typed="shpss_1\n")

    assert answer.exit_code == 0
    assert "shpss_1" not in answer.output
    assert secrets.shopify() == ("shpss_1",)


def test_shopifys_rotation_keeps_the_secret_before(secrets: SsmSecrets) -> None:
    for typed in ("one", "two", "three", "three"):
        assert run("shopify", typed=f"{typed}\n").exit_code == 0

    assert secrets.shopify() == ("three", "two")


def test_the_keys_of_links_are_made_and_all_of_them_kept(secrets: SsmSecrets) -> None:
    for _ in range(3):
        assert run("pages").exit_code == 0

    assert len(set(secrets.pages())) == 3
    assert all(len(key) >= 40 for key in secrets.pages())


def test_a_made_key_comes_before_the_older_ones(secrets: SsmSecrets) -> None:
    run("pages", typed="a-key-of-my-own-000\n")
    run("pages")

    assert secrets.pages()[1] == "a-key-of-my-own-000"


def test_ids_are_set_once_for_all(secrets: SsmSecrets) -> None:
    assert run("ids").exit_code == 0
    first = secrets.ids()

    again = run("ids")

    assert again.exit_code == 1
    assert "every workflow again" in again.output
    assert secrets.current("ids") == (first.decode(),)


@pytest.mark.parametrize(
    ("name", "typed"), [("shopify", "two words\n"), ("pages", "short\n"), ("ids", "short\n")]
)
def test_what_is_no_key_is_not_stored(secrets: SsmSecrets, name: Any, typed: str) -> None:
    assert run(name, typed=typed).exit_code == 2
    assert secrets.current(name) == ()


@pytest.mark.usefixtures("ssm")
def test_a_secret_is_never_an_argument() -> None:
    answer = run("shopify", "shpss_1")

    assert answer.exit_code == 2


def test_without_credentials_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")

    answer = run("shopify", typed="shpss_1\n")

    assert answer.exit_code == 2
    assert "No AWS account to work in" in answer.output


def test_without_a_region_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")

    answer = run("pages")

    assert answer.exit_code == 2
    assert "AWS_DEFAULT_REGION" in answer.output


def test_a_write_key_is_shown_once_and_only_its_hash_is_kept(ssm: Any, secrets: SsmSecrets) -> None:
    answer = run("segment")

    key = answer.output.rsplit(" ", 1)[1].strip()
    assert secrets.segment() == (hashed(key),)
    assert (
        key not in ssm.get_parameter(Name="/homing/test/segment", WithDecryption=True)["Parameter"]["Value"]
    )


def test_several_write_keys_are_in_force_until_one_is_revoked(ssm: Any) -> None:
    for key in ("first-write-key-of-ours", "second-write-key-of-ours"):
        assert "shown" not in run("segment", typed=f"{key}\n").output
    first = hashed("first-write-key-of-ours")

    assert len(SsmSecrets(ssm, "test").segment()) == 2
    assert first[:8] in CliRunner().invoke(app, ["revoke", "--stage", "test"]).output

    answer = CliRunner().invoke(app, ["revoke", first[:8], "--stage", "test"])

    assert answer.exit_code == 0
    assert SsmSecrets(ssm, "test").segment() == (hashed("second-write-key-of-ours"),)


def test_the_last_write_key_stays_and_an_unknown_one_is_not_guessed(ssm: Any, secrets: SsmSecrets) -> None:
    secrets.put("segment", [hashed("first-write-key-of-ours")])
    mark = hashed("first-write-key-of-ours")[:8]

    answers = [CliRunner().invoke(app, ["revoke", each, "--stage", "test"]) for each in (mark, "zz")]

    assert [each.exit_code for each in answers] == [1, 2]
    assert len(secrets.segment()) == 1


def test_a_form_to_paste_holds_a_field_that_the_door_believes(secrets: SsmSecrets) -> None:
    secrets.put("pages", ["a-key-of-the-pages"])
    arguments = [
        "wool_guide",
        "--stage",
        "test",
        "--days",
        "30",
        "--snippet",
        "--url",
        "https://door.example/v1",
    ]

    printed = CliRunner().invoke(main, ["form-token", *arguments]).output

    token = printed.split('value="')[1].split('"')[0]
    believes = FormTokens(lambda: ["a-key-of-the-pages"]).holds
    assert believes(token, "wool_guide", datetime.now(UTC) + timedelta(days=29))
    assert not believes(token, "wool_guide", datetime.now(UTC) + timedelta(days=31))
    assert 'action="https://door.example/v1/forms/wool_guide"' in printed
    assert 'type="checkbox" name="consent"' in printed


def test_a_form_that_the_shop_does_not_have_gets_no_field(secrets: SsmSecrets) -> None:
    answer = CliRunner().invoke(main, ["form-token", "another", "--stage", "test"])

    assert answer.exit_code == 2
    assert "wool_guide" in answer.output
