"""`homing suppress`, `unsuppress` and `suppressions` on moto: what they change, and what they say."""

from collections.abc import Iterator
from functools import cache

import boto3
import pytest
from homing.adapters.aws import clients
from homing.domain.suppression import LIFTED_BY, Lifter, SuppressionCause
from homing.settings import secret_name
from typer.testing import CliRunner, Result

from local.cli import app
from tests.functional.deployment import STAGE, account, deploy
from tests.functional.ses_list import SesList

ADA = "Ada@Example.com"
WHY = ("--because", "asked us by phone")


@pytest.fixture(autouse=True)
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[SesList]:
    with account(monkeypatch):
        deploy()
        boto3.client("ssm").put_parameter(
            Name=secret_name(STAGE, "ids"), Value="an-ids-secret", Type="SecureString"
        )
        made = SesList()
        client = made.client()
        monkeypatch.setattr(clients, "sesv2", cache(lambda: client))
        yield made


def run(*arguments: str, stage: str = STAGE) -> Result:
    return CliRunner().invoke(app, [*arguments, "--stage", stage])


def test_an_address_is_suppressed_by_hand_here_and_at_ses_and_let_back_again(ses: SesList) -> None:
    assert run("suppressions", ADA).exit_code == 0

    put = run("suppress", ADA, *WHY)

    assert put.exit_code == 0
    assert "is mailed no more, and SES refuses it too" in put.output
    assert ses.listed.keys() == {"ada@example.com"}
    stands = run("suppressions", ADA)
    assert stands.exit_code == 1
    assert "manual since" in stands.output
    assert "stops everything, by user, asked us by phone" in stands.output

    back = run("unsuppress", ADA, "--cause", "manual", "--because", "they wrote again")

    assert back.exit_code == 0
    assert ses.listed == {}
    after = run("suppressions", ADA)
    assert after.exit_code == 0
    assert "operator by user, they wrote again" in after.output
    assert "Nothing stands against it" in after.output


def test_what_is_suppressed_for_marketing_only_ses_still_takes(ses: SesList) -> None:
    put = run("suppress", ADA, "--marketing-only", *WHY)

    assert put.exit_code == 0
    assert ses.listed == {}
    assert "stops marketing" in run("suppressions", ADA).output


def test_a_second_time_changes_nothing(ses: SesList) -> None:
    run("suppress", ADA, *WHY)

    assert "suppressed already" in run("suppress", ADA, *WHY).output


def test_a_number_is_suppressed_and_never_told_to_ses(ses: SesList) -> None:
    assert run("suppress", "+4740612345", *WHY).exit_code == 0

    assert ses.calls == []
    assert run("suppressions", "+4740612345").exit_code == 1


def test_no_row_holds_the_address_nor_the_session(ses: SesList) -> None:
    run("suppress", ADA, *WHY)
    run("unsuppress", ADA, "--cause", "manual", *WHY)

    tables = boto3.client("dynamodb")
    rows = str([tables.scan(TableName=name)["Items"] for name in tables.list_tables()["TableNames"]])

    assert "asked us by phone" in rows
    assert "ada@" not in rows.lower()
    assert "moto" not in rows


ONLY_THEIRS = [each for each in SuppressionCause if Lifter.OPERATOR not in LIFTED_BY[each]]


@pytest.mark.parametrize("cause", ONLY_THEIRS)
def test_what_only_the_person_lifts_is_refused_with_how_they_do(cause: str, ses: SesList) -> None:
    refused = run("unsuppress", ADA, "--cause", cause, *WHY)

    assert refused.exit_code == 2
    assert "Only the person takes" in refused.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("suppress", "nobody", *WHY), 2, "neither an address nor a number"),
        (("suppress", ADA, "--because", " "), 2, "Say why"),
        (("suppress", ADA, "--because", "ada@example.com asked"), 2, "Leave addresses and numbers out"),
        (("suppress", ADA, "--because", "call +47 406 12 345"), 2, "Leave addresses and numbers out"),
        (("suppress", ADA), 2, "--because"),
        (("unsuppress", ADA, "--cause", "bounce", *WHY), 1, "Nothing to take back"),
        (("unsuppress", ADA, "--cause", "boredom", *WHY), 2, "--cause"),
        (("suppressions", "nobody"), 2, "neither an address nor a number"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(
    arguments: tuple[str, ...], code: int, said: str, ses: SesList
) -> None:
    refused = run(*arguments)

    assert refused.exit_code == code
    assert said in refused.output
    assert ses.listed == {}


def test_a_stage_that_was_not_deployed_is_named() -> None:
    refused = run("suppress", ADA, *WHY, stage="elsewhere")

    assert refused.exit_code == 2
    assert "'elsewhere'" in refused.output
