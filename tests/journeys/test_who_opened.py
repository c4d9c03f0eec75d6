"""Who opened and clicked a mail, from the recipients' side to the report and `homing explain`."""

import io
from pathlib import Path
from typing import Any

from homing import bootstrap
from homing.services.report_json import report_json
from rich.console import Console

from local.explain import explain
from tests.builders import HOUR, MINUTE, at, recipient
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import person, tracked, write_flows

ASKED = at("2026-03-03 11:00")
FLOW = "name: flow\ntrigger: {type: event, event: Asked}\nsteps: [{id: mail, type: email, hours: any}]\n"
FOLLOWED = """
name: flow
trigger: {type: event, event: Asked}
steps:
  - {id: mail, type: email, hours: any}
  - {id: later, type: wait, day: 2}
  - {id: more, type: email, only_if: {message: mail, was: clicked}}
"""
APPLE = "Mozilla/5.0"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
SHOP = "https://fjordogfell.example.com"


def asked(folder: Path, *happened: str, flow: str = FLOW) -> Story:
    lines = [*person(ASKED - HOUR), tracked("Asked", ASKED), *happened]
    return play(lines, workflows=write_flows(folder, flow), days=40)


def did(action: str, after: Any, **how: Any) -> str:
    return recipient(action, at=ASKED + after, **{"email": "u1@example.com", **how})


def scanned(after: Any, links: int = 4) -> list[str]:
    """A scanner with the face of a browser follows every link within a second or two."""
    return [did("click", after + n * MINUTE / 60, link=f"{SHOP}/pages/{n}") for n in range(links)]


def kpis(story: Story) -> dict[str, Any]:
    report = bootstrap.summarize().between(START, story.account.clock.now())
    found: dict[str, Any] = report_json(report)["workflows"]["flow"]["messages"]["mail"]
    return found


def told(story: Story, folder: Path) -> str:
    story.account.timeline.save(folder)
    out: Any = io.StringIO()
    assert explain("u1@example.com", folder, Console(file=out, width=400))
    return "\n".join(" ".join(line.split()) for line in out.getvalue().splitlines())


def test_who_opened_is_told_in_the_report_and_why_in_the_story(tmp_path: Path) -> None:
    story = asked(
        tmp_path, did("open", 5 * MINUTE, user_agent=APPLE), did("open", 2 * HOUR, user_agent=GMAIL)
    )

    figures = kpis(story)
    assert (figures["opened"], figures["machine_only_opened"]) == (1, 0)
    assert figures["interactions"]["unknown_opened"] == 1
    words = told(story, tmp_path)
    assert "Open by machine" in words
    assert "a machine’s: its agent is Apple Mail Privacy Protection’s" in words
    assert "may be anyone’s: a mailbox’s proxy fetched the picture" in words


def test_a_scanner_that_follows_every_link_has_clicked_nothing_and_gets_no_mail_for_it(
    tmp_path: Path,
) -> None:
    story = asked(tmp_path, *scanned(10 * MINUTE), flow=FOLLOWED)

    figures = kpis(story)
    assert (figures["click_rate"], figures["machine_click_rate"]) == (0.0, 1.0)
    assert [step for step, _ in story.sent()] == ["mail"]
    assert "three links or more were followed within five seconds" in told(story, tmp_path)


def test_a_person_who_clicks_after_the_scanner_gets_what_follows_a_click(tmp_path: Path) -> None:
    story = asked(
        tmp_path, *scanned(10 * MINUTE), did("click", 3 * HOUR, link=f"{SHOP}/pages/1"), flow=FOLLOWED
    )

    assert kpis(story)["interactions"]["human_clicked"] == 1
    assert [step for step, _ in story.sent()] == ["mail", "more"]
