"""`homing export`, `homing erase` and `homing requests` as typed, on a deployment in moto."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from homing import bootstrap
from homing.domain.contact import Trait
from homing.domain.facts import Deed
from homing.domain.privacy import Ask, PrivacyRequest
from homing.settings import secret_name
from typer.testing import CliRunner, Result

from local import privacy_commands
from local.cli import app
from local.deployed import Deployed, OwnersNeighbours
from tests.functional.contracts.samples import NOW, contact, stamp
from tests.functional.deployment import STAGE, account, deploy

ADA = "ada@example.com"


@pytest.fixture(autouse=True)
def _deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("homing.adapters.sqs_dead_letters._PAUSE", 0)
    monkeypatch.setattr(privacy_commands._out, "_width", 200)
    monkeypatch.setattr(OwnersNeighbours, "_lists", ())  # moto's SES keeps no list
    with account(monkeypatch):
        deploy()
        boto3.client("ssm").put_parameter(Name=secret_name(STAGE, "ids"), Value="s", Type="SecureString")
        _live()
        yield
    bootstrap.install(None)


def around() -> OwnersNeighbours:
    return Deployed(STAGE).neighbours()


def _live() -> None:
    known = contact("c-ada", traits={"email": Trait(value=ADA, time=stamp())})
    around().contacts.create(known, [f"email#{ADA}", "customer#918273645"])
    around().history.note("c-ada", Deed(name="Asked", at=NOW, properties={"what": "wool"}), "e-1")


def typed(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, words, input=answer)


def test_an_export_tells_everything_of_who_has_the_address_or_the_customer_id(tmp_path: Path) -> None:
    told = json.loads(typed("export", ADA).output)

    assert told["kept"]["deed"][0]["properties"] == {"what": "wool"}
    assert told["names"] == ["customer#918273645", f"email#{ADA}"]

    assert typed("export", "918273645", "--out", str(tmp_path / "ada.json")).exit_code == 0
    assert json.loads((tmp_path / "ada.json").read_text())["kept"] == told["kept"]


def test_of_who_is_unknown_nothing_is_exported_and_nobody_erased() -> None:
    for verb in ("export", "erase"):
        answer = typed(verb, "nobody@example.com")
        assert answer.exit_code == 1
        assert "Nothing is kept" in answer.output
    assert "Nothing is kept" in typed("erase", "1").output


def test_an_erasure_shows_how_much_there_is_and_never_what_and_waits_for_a_yes() -> None:
    answer = typed("erase", ADA, answer="n\n")

    assert answer.exit_code == 1
    assert "deed" in answer.output
    assert "wool" not in answer.output
    assert around().belongings.contacts([f"email#{ADA}"]) == ("c-ada",)


def test_an_erasure_prints_its_proof_and_leaves_a_second_look_to_the_function() -> None:
    answer = typed("erase", ADA, "--yes")
    proof = json.loads(answer.output[answer.output.index("{") : answer.output.rindex("}") + 1])

    assert answer.exit_code == 0
    assert proof["rows"]["deed"] == 1
    assert ADA not in json.dumps(proof)
    assert around().belongings.contacts([f"email#{ADA}"]) == ()
    (pending,) = around().privacy_requests.pending()
    assert (pending.looks, pending.id) == (1, proof["id"])
    again = typed("erase", ADA)
    assert again.exit_code == 1
    assert f"proof {proof['id']}" in again.output


def test_requests_are_listed_and_one_can_be_stopped() -> None:
    shop = PrivacyRequest(
        id="erase_shop-1", ask=Ask.ERASE_SHOP, asked_by="shop/redact", asked_at=NOW, begins_at=NOW
    )
    around().privacy_requests.put(replace(shop, looks=1))

    assert "erase_shop-1" in typed("requests").output
    assert typed("requests", "--stop", "erase_shop-1").exit_code == 0
    assert list(around().privacy_requests.pending()) == []
    assert typed("requests", "--stop", "erase_shop-1").exit_code == 1
