"""The demo shop, played once: what holds for one person must hold for a whole season of them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from homing.adapters.workflow_files import load
from homing.domain.steps import Hours, Purpose
from homing.domain.time import parse_iso
from homing.domain.walk import message_steps
from rich.console import Console

from local import rehearse
from local.demo import run as demo
from local.demo import season
from local.demo.season import Season
from local.demo.signups import CONSENT

pytestmark = pytest.mark.xdist_group("demo")

Line = Mapping[str, Any]

SHIPPED = load(Path(__file__).parents[2] / "workflows")
MARKETING = {
    (workflow.name, step.id): step.hours
    for workflow in SHIPPED
    for step in message_steps(workflow.steps)
    if step.purpose is Purpose.MARKETING
}
DAY = time(8), time(21)


@dataclass(frozen=True)
class Played:
    """A season and what it wrote."""

    season: Season
    out: Path
    timeline: Sequence[Line]

    def of(self, kind: str) -> Iterator[Line]:
        return (line for line in self.timeline if line["kind"] == kind)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("demo"), days=20, contacts=200)


@pytest.fixture(scope="session")
def played_long(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """As long as the demo itself, with fewer people."""
    return play(tmp_path_factory.mktemp("demo"), days=200, contacts=90, seed=1)


def play(out: Path, *, days: int, contacts: int, seed: int = 7) -> Played:
    stage = season.stage(days=days)
    of_people = season.prepare(stage, seed=seed, contacts=contacts)
    season.run(of_people)
    rehearse.write(of_people.account, stage, out)
    text = (out / "timeline.jsonl").read_text(encoding="utf-8")
    return Played(of_people, out, [json.loads(line) for line in text.splitlines()])


def test_every_flow_has_its_people(played_long: Played) -> None:
    entered = {line["workflow"] for line in played_long.of("enrolled")}

    assert entered == {workflow.name for workflow in SHIPPED}


def test_germans_are_asked_to_confirm_and_get_marketing_only_once_they_did(played: Played) -> None:
    asked = {line["email"] for line in played.of("sent") if line["workflow"] == "confirm_subscription"}
    confirmed = {
        line["email"]: parse_iso(line["at"])
        for line in played.of("received")
        if line.get("event") == "Subscription Confirmed"
    }
    marketing = [
        (line["email"], parse_iso(line["at"]))
        for line in played.of("sent")
        if (line["workflow"], line["step"]) in MARKETING and line["email"] in asked
    ]

    assert asked
    assert confirmed.keys() <= asked
    assert marketing
    assert all(email in confirmed and at >= confirmed[email] for email, at in marketing)


def test_the_shop_has_two_hundred_people_in_a_dozen_time_zones(played: Played) -> None:
    assert len({person.email for person in played.season.people}) >= 200
    assert len({line["zone"] for line in played.of("sent")}) >= 12


def test_every_kind_of_thing_happens(played: Played) -> None:
    kinds = {line["kind"] for line in played.timeline}
    feedback = {line["reason"] for line in played.of("feedback")}

    assert kinds >= {"received", "enrolled", "refused", "waiting", "sent", "skipped", "converted", "exited"}
    assert feedback >= {"Open", "Open by machine", "Click", "Click by machine", "Bounce", "Soft Bounce"}


def test_nobody_gets_the_same_step_twice_in_one_enrollment(played: Played) -> None:
    steps = Counter((line["enrollment"], line["step"]) for line in played.of("sent"))

    assert len(steps) > 100
    assert set(steps.values()) == {1}


def test_every_mail_on_the_timeline_left_and_no_other(played: Played) -> None:
    told = [(line["at"], line["email"]) for line in played.of("sent")]
    colleagues = {each.email for each in played.season.account.shop.colleagues.values()}
    mails = (sent.email.recipient for sent in played.season.account.mailer.sent)
    left = [recipient for recipient in mails if recipient not in colleagues]

    assert Counter(email for _, email in told) == Counter(left)


def test_no_marketing_reaches_who_has_left_complained_or_bounced(played: Played) -> None:
    gone = _gone(played)

    late = [
        sent.email.recipient
        for sent in played.season.account.mailer.sent
        if (sent.tag("workflow"), sent.tag("step")) in MARKETING
        and sent.email.recipient in gone
        and sent.at > gone[sent.email.recipient]
    ]

    assert len(gone) >= 5
    assert late == []


def test_no_mail_about_a_cart_follows_the_order_of_that_cart(played: Played) -> None:
    ordered = _ordered(played)

    late = [
        line
        for line in played.of("sent")
        if line["workflow"] == "abandoned_cart"
        and parse_iso(line["at"]) > ordered.get(_key_of(played, line), played.season.stage.end)
    ]

    assert len(ordered) >= 10
    assert late == []


def test_marketing_leaves_in_the_daytime_of_its_recipient(played: Played) -> None:
    clocks = [
        datetime.fromisoformat(line["local"]).time()
        for line in played.of("sent")
        if MARKETING.get((line["workflow"], line["step"])) is Hours.WAKING
    ]

    assert len(clocks) > 50
    assert [clock for clock in clocks if not DAY[0] <= clock < DAY[1]] == []


@pytest.mark.parametrize("kind", ["skipped", "refused", "parked", "exited"])
def test_whatever_was_not_sent_says_why(played: Played, kind: str) -> None:
    assert [line for line in played.of(kind) if not line.get("reason")] == []


def test_nothing_lies_in_a_dead_letter_queue(played: Played) -> None:
    account = played.season.account
    queues = [account.events, account.feedback, *account.sends.values()]

    assert [queue.name for queue in queues if queue.dead_letters] == []


def test_no_rate_is_one_that_a_review_meeting_would_not_believe(played: Played) -> None:
    kpis = json.loads((played.out / "report.json").read_text(encoding="utf-8"))["kpis"]

    assert 0.3 < kpis["open_rate"] < 0.5
    assert 0.03 < kpis["click_rate"] < 0.12
    assert kpis["conversion_rate"] < 0.25
    assert kpis["bounce_rate"] < 0.03


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second, another = (
        _files(tmp_path / name, seed) for name, seed in (("first", 3), ("second", 3), ("another", 4))
    )

    assert first == second
    assert first != another
    assert {"timeline.jsonl", "report.json", "report.html", "meter.json"} <= first.keys()


def _files(out: Path, seed: int) -> Mapping[str, bytes]:
    demo.run(out=out, seed=seed, days=6, contacts=40, console=Console(quiet=True))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def _gone(played: Played) -> Mapping[str, datetime]:
    """When each address was lost to marketing."""
    gone = [
        (line["email"], parse_iso(line["at"]))
        for line in played.timeline
        if line.get("event") == "Unsubscribed" or line.get("reason") in ("Complaint", "Bounce")
    ]
    for line in played.season.lines:
        body = line.content.get("body")
        if line.content.get("topic") == CONSENT and body and _is_withdrawn(body):
            gone.append((body["email_address"], line.at))
    return {email: min(at for whose, at in gone if whose == email) for email, _ in gone}


def _is_withdrawn(body: Mapping[str, Any]) -> bool:
    return bool(body["email_marketing_consent"]["state"] == "unsubscribed")


def _ordered(played: Played) -> Mapping[str, datetime]:
    """When the order of each cart reached us."""
    keys = {basket.checkout_token: basket.key for basket in played.season.baskets}
    ordered: dict[str, datetime] = dict(played.season.mailboxes.bought_by_mail)
    for line in played.season.lines:
        if line.content.get("topic") == "orders/create" and line.content["body"]:
            ordered.setdefault(keys[line.content["body"]["checkout_token"]], line.at)
    return ordered


def _key_of(played: Played, line: Line) -> str:
    return played.season.account.tables.enrollments[line["enrollment"]].key
