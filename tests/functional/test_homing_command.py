"""The `homing` command as typed: what it says, what it writes, and the code it exits with."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from homing import bootstrap
from typer.testing import CliRunner

from local import cli
from tests.builders import HOUR, at, recipient, subscriber, webhook

ROOT = Path(__file__).parents[2]
OUTPUTS = {
    *("consent.jsonl", "known.jsonl", "orders.jsonl", "timeline.jsonl", "why.jsonl"),
    *("digest.html", "figures.json", "report.html", "report.json", "meter.json", "outbox"),
}
START = at("2026-03-02 00:00")
SIGNED_UP = START + 10 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of one command."""

    code: int
    out: str
    err: str


Homing = Callable[..., Said]


@pytest.fixture
def homing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Homing:
    """Runs the command as the shell does, from the repository's root."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> Said:
        monkeypatch.setattr("sys.argv", ["homing", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        bootstrap.install(None)
        told = capsys.readouterr()
        return Said(code=int(left.value.code or 0), out=told.out, err=told.err)

    return run


@pytest.fixture
def shop_folder(tmp_path: Path) -> Path:
    """A copy of the repository's workflows, to make mistakes in."""
    shutil.copytree(ROOT / "workflows", tmp_path / "workflows")
    return tmp_path / "workflows"


@pytest.fixture(scope="session")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people subscribe; one of them leaves after the first mail."""
    path = tmp_path_factory.mktemp("events") / "events.jsonl"
    told = [webhook("customers/create", subscriber(n, at=SIGNED_UP), at=SIGNED_UP) for n in (1, 2)]
    told.append(recipient("unsubscribe", 2, at=SIGNED_UP + HOUR))
    path.write_text("\n".join(told), encoding="utf-8")
    return path


def rehearsal(events: Path, out: Path, *more: object) -> list[object]:
    return ["rehearse", "--events", events, "--from", "2026-03-02", "--days", 5, "--out", out, *more]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_repositorys_own_workflows_are_fine(homing: Homing) -> None:
    said = homing("validate")

    assert (said.code, said.err) == (0, "")
    assert "workflows, their mails and shop.yaml are fine" in said.out


def test_findings_are_told_with_their_file_and_line_and_exit_with_one(
    homing: Homing, shop_folder: Path
) -> None:
    path = shop_folder / "welcome" / "workflow.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("status: live", "status: on"), encoding="utf-8")

    said = homing("validate", "--workflows", shop_folder)

    assert said.code == 1
    assert f"{path}:4: status: Input should be 'draft'" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("lost", "finding"),
    [
        ("welcome/emails/welcome.mjml", "welcome has no mail; write emails/welcome.mjml beside the file"),
        ("locales/en", "locales: en has no catalogue"),
    ],
)
def test_a_mail_or_a_language_that_is_missing_is_a_finding(
    homing: Homing, shop_folder: Path, lost: str, finding: str
) -> None:
    path = shop_folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    said = homing("validate", "--workflows", shop_folder)

    assert said.code == 1
    assert finding in said.err


def asking_shop(folder: Path, rule: str) -> Path:
    path = folder / "shop.yaml"
    text = (ROOT / "shop.yaml").read_text("utf-8")
    path.write_text(text.replace("    sources: [] #", f"    {rule} #", 1), encoding="utf-8")
    return path


def test_who_has_to_confirm_and_is_never_asked_is_a_finding(
    homing: Homing, shop_folder: Path, tmp_path: Path
) -> None:
    shop = asking_shop(tmp_path, "sources: [form]")
    flow = shop_folder / "confirm_subscription" / "workflow.yaml"

    shutil.copytree(ROOT / "segments", shop_folder.parent / "segments")

    by_a_draft = homing("validate", "--workflows", shop_folder, "--shop", shop)
    flow.write_text(flow.read_text("utf-8").replace("status: draft", "status: live"), encoding="utf-8")
    by_a_live_one = homing("validate", "--workflows", shop_folder, "--shop", shop)

    assert by_a_draft.code == 1
    assert by_a_draft.err == (
        f"{shop}: consent.double_opt_in: whoever signs up waits for ever to be asked whether they did, "
        "as no live workflow starts at the event 'Subscription Requested'; "
        "set confirm_subscription to status: live\n"
    )
    assert (by_a_live_one.code, by_a_live_one.err) == (0, "")


def test_a_rehearsal_in_which_nobody_asks_says_so_and_a_draft_is_enough(
    homing: Homing, tmp_path: Path, events: Path
) -> None:
    shop = asking_shop(tmp_path, "sources: [api]")

    alone = homing(*rehearsal(events, tmp_path / "a", "--only", "welcome", "--shop", shop))
    both = homing(*rehearsal(events, tmp_path / "b", "--shop", shop))

    assert "no workflow of these starts at the event 'Subscription Requested'" in alone.err
    assert (alone.code, both.code) == (0, 0)
    assert "Subscription Requested" not in both.err


def test_a_text_without_its_translation_is_a_finding(homing: Homing, shop_folder: Path) -> None:
    path = shop_folder / "locales" / "nb" / "LC_MESSAGES" / "abandoned_cart.po"
    path.write_text(path.read_text("utf-8").replace('msgstr "Glemte du noe?"', 'msgstr ""'), encoding="utf-8")

    said = homing("validate", "--workflows", shop_folder)

    assert said.code == 1
    assert f"{path}: 'Forgot something?' of abandoned_cart/emails/reminder.mjml has no" in said.err


def test_a_mail_that_would_read_badly_is_a_finding(homing: Homing, shop_folder: Path) -> None:
    path = shop_folder / "welcome" / "emails" / "brand_story.mjml"
    written = path.read_text("utf-8")
    badly = "<mj-text>Bye {{ contact.first_name }}, {{ trigger.product_url }}.</mj-text>"
    path.write_text(written.replace("</mj-column>", f"{badly}</mj-column>"), encoding="utf-8")

    said = homing("validate", "--workflows", shop_folder)

    assert said.code == 1
    assert f"{path}: in en, for a reader who is unknown: a space before a punctuation mark: " in said.err
    assert "Bye , ." in said.err


@pytest.mark.parametrize("reaching", ["{{ ''.__class__ }}", "{{ 'a' * 10**9 }}", "{{ shop.name|safe }}"])
def test_a_mail_that_reaches_out_of_its_sandbox_is_a_finding(
    homing: Homing, shop_folder: Path, reaching: str
) -> None:
    path = shop_folder / "welcome" / "emails" / "brand_story.mjml"
    written = path.read_text("utf-8")
    path.write_text(written.replace("</mj-column>", f"<mj-text>{reaching}</mj-text></mj-column>"), "utf-8")

    said = homing("validate", "--workflows", shop_folder)

    assert said.code == 1
    assert "welcome/brand_story in en: " in said.err


def test_a_step_without_its_text_is_a_finding(homing: Homing, shop_folder: Path) -> None:
    path = shop_folder / "welcome" / "workflow.yaml"
    more = "  - {id: text, type: sms}\n  - {id: tell, type: notify, to: sales}\n"
    path.write_text(path.read_text("utf-8") + more, encoding="utf-8")

    said = homing("validate", "--workflows", shop_folder)

    assert said.code == 1
    assert "text has no text; write sms/text.txt beside the file" in said.err
    assert "tell has no text; write notes/tell.txt beside the file" in said.err


def test_what_no_machine_could_run_is_a_finding(homing: Homing, shop_folder: Path) -> None:
    path = shop_folder / "welcome" / "workflow.yaml"
    path.write_text(path.read_text("utf-8") + "  - {id: day_9, type: wait, day: 9}\n", encoding="utf-8")

    said = homing("validate", "--workflows", shop_folder)

    assert said.code == 1
    assert "nothing follows the wait 'day_9'" in said.err


def test_mistakes_of_workflows_and_shop_are_told_together(homing: Homing, tmp_path: Path) -> None:
    said = homing("validate", "--workflows", tmp_path, "--shop", tmp_path / "shop.yaml")

    assert said.code == 1
    assert "name the folder that holds the workflows" in said.err
    assert "shop.yaml: cannot be read" in said.err


def test_a_rehearsal_writes_its_outputs(homing: Homing, events: Path, tmp_path: Path) -> None:
    said = homing(*rehearsal(events, tmp_path / "out"))

    assert said.code == 0, said.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == OUTPUTS
    timeline = [json.loads(line) for line in (tmp_path / "out" / "timeline.jsonl").read_text().splitlines()]
    assert [line["step"] for line in timeline if line["kind"] == "sent"] == [
        "welcome",
        "welcome",
        "brand_story",
        "social_proof",
    ]


def test_the_same_rehearsal_writes_the_same_bytes(homing: Homing, events: Path, tmp_path: Path) -> None:
    homing(*rehearsal(events, tmp_path / "once"))
    homing(*rehearsal(events, tmp_path / "twice"))

    assert contents(tmp_path / "once") == contents(tmp_path / "twice")


def test_another_seed_gives_other_ids(homing: Homing, events: Path, tmp_path: Path) -> None:
    homing(*rehearsal(events, tmp_path / "one"))
    homing(*rehearsal(events, tmp_path / "other", "--seed", 2))

    one, other = (contents(tmp_path / name)["timeline.jsonl"] for name in ("one", "other"))
    assert one != other
    assert one.count(b'"sent"') == other.count(b'"sent"')


def test_a_start_may_be_an_instant_or_a_day(homing: Homing, events: Path, tmp_path: Path) -> None:
    for start in ("2026-03-02", "2026-03-02T00:00:00Z", "2026-03-02T01:00:00+01:00"):
        words = ["rehearse", "--events", events, "--from", start, "--days", 5, "--out", tmp_path / start]
        assert homing(*words).code == 0

    day, instant, elsewhere = (contents(folder) for folder in sorted(tmp_path.iterdir()))
    assert day == instant == elsewhere


def test_a_rehearsal_of_no_days_is_one_of_nothing(homing: Homing, events: Path, tmp_path: Path) -> None:
    words = ["--events", events, "--from", "2026-03-02", "--days", 0, "--out", tmp_path / "out"]

    assert homing("rehearse", *words).code == 0
    assert (tmp_path / "out" / "timeline.jsonl").read_text() == ""


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"--events": "nowhere.jsonl"}, "nowhere.jsonl: cannot be read"),
        ({"--events": "shop.yaml"}, "shop.yaml:1: not JSON"),
        ({"--from": "March"}, "--from March: write an instant such as 2026-03-01T00:00:00Z"),
        ({"--from": "2026-03-01T00:00:00"}, "write an instant"),  # of no zone
        ({"--days": -1}, "--days"),
        ({"--days": "five"}, "--days"),
        ({"--workflows": "tests"}, "name the folder that holds the workflows"),
        ({"--shop": "nowhere.yaml"}, "nowhere.yaml: cannot be read"),
        ({"--engine": "cloud"}, "--engine"),
    ],
)
def test_a_wrong_input_exits_with_two_and_writes_nothing(
    homing: Homing, events: Path, tmp_path: Path, wrong: dict[str, object], told: str
) -> None:
    given = {"--events": events, "--from": "2026-03-02", "--days": 5, "--out": tmp_path / "out"} | wrong

    said = homing("rehearse", *[word for option in given.items() for word in option])

    assert said.code == 2
    assert told in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()


def test_a_known_contacts_story_is_told(homing: Homing, events: Path, tmp_path: Path) -> None:
    homing(*rehearsal(events, tmp_path / "out"))

    said = homing("explain", " Person2@Example.com ", "--out", tmp_path / "out")

    assert said.code == 0
    assert "person2@example.com, lives in Europe/Oslo (from: default_address)" in said.out
    assert "person1@example.com" not in said.out
    lines = [line.split() for line in said.out.splitlines() if " Mar " in line]
    story = [(words[3], words[4]) for words in lines if len(words) > 4 and ":" in words[3]]
    assert ("11:00", "sent") in story
    assert story[-1] == ("12:00", "exited"), "an hour later, and nothing after it"


def test_what_a_contact_may_be_sent_is_told_with_its_lawful_ground(
    homing: Homing, events: Path, tmp_path: Path
) -> None:
    homing(*rehearsal(events, tmp_path / "out"))

    said = homing("explain", "person2@example.com", "--out", tmp_path / "out")

    told = [" ".join(line.split()) for line in said.out.splitlines()]
    assert "marketing by email no withdrawn, told by recipient" in told
    assert "marketing by sms no no consent" in told
    assert "offers by email no as all marketing by email" in told
    assert "tracking by email yes the shop's rule: all" in told


def test_a_known_contacts_ledger_of_consent_is_told(homing: Homing, events: Path, tmp_path: Path) -> None:
    homing(*rehearsal(events, tmp_path / "out"))

    said = homing("explain", "person2@example.com", "--consent", "--out", tmp_path / "out")

    assert said.code == 0
    words = " ".join(said.out.split())
    assert "marketing by email subscribed consent customer customers/create" in words
    assert "marketing by email unsubscribed recipient" in words
    assert words.endswith("Stands: marketing by email: unsubscribed.")


def test_of_who_never_said_anything_there_is_no_ledger(homing: Homing, events: Path, tmp_path: Path) -> None:
    homing(*rehearsal(events, tmp_path / "out"))

    said = homing("explain", "nobody@example.com", "--consent", "--out", tmp_path / "out")

    assert said.code == 1
    assert "has said anything" in said.out


def test_an_unknown_contact_is_told_and_exits_with_one(homing: Homing, events: Path, tmp_path: Path) -> None:
    homing(*rehearsal(events, tmp_path / "out"))

    said = homing("explain", "nobody@example.com", "--out", tmp_path / "out")

    assert said.code == 1
    assert "nobody@example.com does not appear in" in said.out


def test_a_story_of_no_rehearsal_is_a_wrong_input(homing: Homing, tmp_path: Path) -> None:
    said = homing("explain", "person1@example.com", "--out", tmp_path)

    assert said.code == 2
    assert "play a rehearsal first" in said.err


@pytest.mark.parametrize("command", ["validate", "rehearse", "demo", "explain", "secret"])
def test_every_command_says_what_it_is_for(command: str) -> None:
    said = CliRunner().invoke(cli.app, [command, "--help"])

    assert said.exit_code == 0
    assert len(said.output) > 200


def test_the_story_spans_the_days_that_were_played(homing: Homing, events: Path, tmp_path: Path) -> None:
    homing(*rehearsal(events, tmp_path / "out"))

    lines = (tmp_path / "out" / "timeline.jsonl").read_text().splitlines()
    instants = [at(json.loads(line)["at"][:19].replace("T", " ")) for line in lines]
    assert instants == sorted(instants)
    assert START <= instants[0] <= instants[-1] <= START + timedelta(days=5)


def test_the_bill_is_told_before_anything_is_deployed(homing: Homing, events: Path) -> None:
    asked = ("cost", "--events", events, "--from", "2026-03-02", "--days", 30, "--plan", "essentials")
    told = homing(*asked, "--json")
    bill = json.loads(told.out)

    welcome = next(each for each in bill["positions"] if each["name"] == "welcome")
    assert told.code == 0
    assert bill["plan"] == "essentials"
    assert welcome["by_service"]["SES"] / welcome["mails_per_month"] * 1000 == pytest.approx(0.16, rel=0.05)
    assert bill["dollars_per_month"] >= welcome["dollars_per_month"] > 0
    assert "for a thousand mails" in " ".join(homing(*asked).out.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--events"),
        (("--events", "nowhere.jsonl", "--from", "2026-03-02", "--days", 30), "cannot be read"),
        (("--idle", "--template", "nowhere"), "make synth"),
    ],
)
def test_a_bill_that_cannot_be_made_says_what_is_missing(
    homing: Homing, words: tuple[object, ...], says: str
) -> None:
    told = homing("cost", *words)

    assert told.code == 2
    assert says in told.err


def test_a_bill_asks_for_the_plan_where_nobody_can_answer_by_an_error(homing: Homing, events: Path) -> None:
    told = homing("cost", "--events", events, "--from", "2026-03-02", "--days", 30)

    assert told.code == 2
    assert "--plan a-la-carte" in told.err
