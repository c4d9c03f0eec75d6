"""`homing explain` tells why each message left, or will leave, at its instant: a story for each cause."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from local.explain import explain
from tests.builders import DAY, HOUR, MINUTE, at, checkout, recipient, subscriber, webhook
from tests.journeys.conftest import play
from tests.journeys.flows import person, tracked, write_flows

ASKED = at("2026-03-03 11:00")  # a Tuesday, noon in Oslo
KNOWN = person(ASKED - 30 * DAY)
MAIL = "{id: mail, type: email}"


def flow(*steps: str, name: str = "flow", event: str = "Asked", more: str = "") -> str:
    listed = "\n".join(f"  - {step}" for step in steps)
    return f"name: {name}\ntrigger: {{type: event, event: {event}}}\nkey: [n]\n{more}\nsteps:\n{listed}\n"


def asked(when: datetime = ASKED, event: str = "Asked", **said: Any) -> str:
    return tracked(event, when, **({"n": f"{when}"} | said))


def told(folder: Path, lines: list[str], *flows: str, who: str = "u1", days: int = 40) -> str:
    """What the command says, a line of its own for each line of the timeline, as wide as it likes."""
    more: dict[str, Any] = {"workflows": write_flows(folder, *flows)} if flows else {}
    play(lines, days=days, **more).account.timeline.save(folder)
    out: Any = io.StringIO()
    assert explain(f"{who}@example.com", folder, Console(file=out, width=400))
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("wait", "why"),
    [
        (
            'day: 2, at: "09:00"',
            "day 2 at 09:00 (day 0 is Tue 03 Mar), Europe/Oslo (told), spread by 1 min; "
            "inside 08:00 to 21:00",
        ),
        (
            'weekday: thursday, at: "11:00"',
            "the next Thursday at 11:00, Europe/Oslo (told), spread by 1 min; inside 08:00 to 21:00",
        ),
        (
            'until: {date: trigger.appointment_at, plus: -3d, at: "18:00"}',
            "3d before appointment_at (Fri 20 Mar 14:00) at 18:00, Europe/Oslo (told), spread by 1 min; "
            "inside 08:00 to 21:00",
        ),
        (
            "until: {date: trigger.appointment_at, plus: -2h}",
            "2h before appointment_at (Fri 20 Mar 14:00), Europe/Oslo (told); inside 08:00 to 21:00",
        ),
        (
            "until: {date: trigger.never_told}",
            "never_told is not known, so it is due now, Europe/Oslo (told)",
        ),
        ("after: 24h", "1d after its start (Tue 03 Mar 12:00), Europe/Oslo (told); inside 08:00 to 21:00"),
        (
            "after: 12h",
            "12h after its start (Tue 03 Mar 12:00), Europe/Oslo (told); "
            "that is outside 08:00 to 21:00 there: the next opening, spread by 1 min",
        ),
    ],
)
def test_the_wait_the_zone_the_window_and_the_spread_are_told(tmp_path: Path, wait: str, why: str) -> None:
    lines = [*KNOWN, asked(appointment_at="2026-03-20T14:00:00+01:00")]

    said = told(tmp_path, lines, flow(f"{{id: wait, type: wait, {wait}}}", MAIL))

    sent = said[said.index(" sent flow mail") :]
    assert sent.splitlines()[1] == why
    if "now" not in why:
        assert said.index(" waiting flow mail until") < said.index(why) < said.index(" sent flow mail")


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ({"country_code": "NO"}, "Europe/Oslo (by the default address)"),
        ({"country_code": "US"}, "America/New_York (a guess by the country)"),
        ({}, "Europe/Oslo (the shop's own, as nothing tells theirs)"),
    ],
)
def test_how_well_the_zone_is_known_is_told(tmp_path: Path, place: dict[str, str], known: str) -> None:
    lines = [webhook("customers/create", subscriber(at=ASKED, default_address=place), at=ASKED)]

    said = told(tmp_path, lines, who="person1")

    assert f"day 2 at 09:00 (day 0 is Tue 03 Mar), {known}" in said


def test_what_comes_at_once_says_so(tmp_path: Path) -> None:
    said = told(tmp_path, [*KNOWN, asked()], flow(MAIL, "{id: next, type: email, hours: any}"))

    assert "at once after its start (Tue 03 Mar 12:00), Europe/Oslo (told)" in said
    assert "at once after the step before it, Europe/Oslo (told)" in said


def test_who_is_held_back_by_a_cap_is_told_how_full_it_was_until_when_and_how_late(tmp_path: Path) -> None:
    lines = [*KNOWN, *(asked(ASKED + n * HOUR) for n in range(3))]

    said = told(tmp_path, lines, flow(MAIL))

    assert "enough mails for now, until Wed 04 Mar 08:01" in said
    assert "at once after its start (Tue 03 Mar 14:00), Europe/Oslo (told); 2 of 2 on Tue 03 Mar\n" in said
    assert (
        "18 h 1 min after its instant, Tue 03 Mar 14:00; "
        "held back: enough mails for now until Wed 04 Mar 08:01\n"
    ) in said


def test_the_week_and_the_places_of_others_are_told(tmp_path: Path) -> None:
    lines = [*KNOWN, *(asked(ASKED + n // 2 * DAY + n % 2 * HOUR) for n in range(7))]
    high = flow(
        '{id: wait, type: wait, day: 0, at: "16:00"}',
        "{id: first, type: email}",
        name="high",
        event="Other",
        more="priority: high",
    )
    low = flow(MAIL, more="priority: low")

    week = told(tmp_path / "week", lines, flow(MAIL))
    ahead = told(tmp_path / "ahead", [*KNOWN, asked(event="Other"), *lines[2:4]], high, low)

    assert "; 6 of 6 in 7 days" in week
    assert "; 2 of 2 on Tue 03 Mar, 1 of them still to come from other workflows" in ahead


def test_a_mail_that_would_come_too_late_says_until_when_it_was_of_use(tmp_path: Path) -> None:
    lines = [*KNOWN, *(asked(ASKED + n * HOUR) for n in range(3))]

    said = told(tmp_path, lines, flow("{id: mail, type: email, valid_for: 4h}"))

    assert "; 2 of 2 on Tue 03 Mar; free from Wed 04 Mar 08:01, of use until Tue 03 Mar 18:00" in said


def test_a_break_that_a_reader_asked_for_is_told(tmp_path: Path) -> None:
    answer = {"marketing": "on", "often": "usual", "pause": "month", "locale": "nb", "zone": "Europe/Oslo"}
    answer |= {f"topic_{each}": "on" for each in ("offers", "tips", "feedback")} | {"tracking": "on"}
    signed_up = webhook("customers/create", subscriber(at=ASKED), at=ASKED)
    chooses = recipient("answer", at=ASKED + HOUR, page="preferences", answer=answer)

    said = told(tmp_path, [signed_up, chooses], who="person1")

    assert "they asked for a break until" in said


def test_quiet_hours_are_told(tmp_path: Path) -> None:
    night = at("2026-03-03 22:30")

    said = told(tmp_path, [*KNOWN, asked(night)], flow("{id: mail, type: email, hours: waking}"))

    assert "night where the recipient is, until Wed 04 Mar 08:01" in said
    assert "; awake 08:00 to 21:00 there\n" in said
    assert "; held back: night where the recipient is until Wed 04 Mar 08:01" in said


def test_a_date_that_moved_and_what_it_moved_to_are_told(tmp_path: Path) -> None:
    wait = (
        '{id: wait, type: wait, until: {date: trigger.appointment_at, plus: -3d, at: "18:00"}, '
        "moved_by: {event: Moved, to: appointment_at}}"
    )
    moved = asked(ASKED + DAY, event="Moved", n="1", appointment_at="2026-03-24T14:00:00+01:00")
    lines = [*KNOWN, asked(n="1", appointment_at="2026-03-20T14:00:00+01:00"), moved]

    said = told(tmp_path, lines, flow(wait, MAIL))

    assert "3d before appointment_at (Fri 20 Mar 14:00) at 18:00" in said
    assert "due at another instant by now, until Sat 21 Mar 18:01" in said
    sent = said[said.index(" sent flow mail") :].splitlines()[1]
    assert sent.startswith("3d before appointment_at (Tue 24 Mar 14:00) at 18:00, Europe/Oslo (told)")


def test_a_step_whose_instant_had_passed_says_so_and_what_it_rests_for(tmp_path: Path) -> None:
    steps = ["{id: first, type: email}", '{id: wait, type: wait, day: 0, at: "09:00"}', MAIL]

    said = told(tmp_path, [*KNOWN, asked()], flow(*steps))

    passed = "that had passed (Tue 03 Mar 09:01): 12h after the last mail at the earliest"
    assert said.count(passed) == 2, "where it begins to wait, and where it leaves"


def test_a_pass_of_a_repeat_and_a_wait_for_an_event_are_told(tmp_path: Path) -> None:
    repeat = "{id: again, type: repeat, every: 14d, times: 2, steps: [{id: mail, type: email}]}"
    waits = "{id: wait, type: wait_for, event: Answered, timeout: 3d}"

    lines = [*KNOWN, asked(), asked(event="Other")]
    other = flow(waits, "{id: after, type: email}", name="other", event="Other")

    said = told(tmp_path, lines, flow(repeat), other)

    assert "waits up to 3d for Answered, Europe/Oslo (told)" in said
    assert "pass 1 of again, every 14d, Europe/Oslo (told)" in said
    assert "pass 2 of again, every 14d, Europe/Oslo (told)" in said


def test_an_abandoned_cart_tells_its_last_change(tmp_path: Path) -> None:
    known = webhook("customers/create", subscriber(at=ASKED - HOUR), at=ASKED - HOUR)
    left = webhook("checkouts/create", checkout(at=ASKED), at=ASKED + MINUTE)

    said = told(tmp_path, [known, left], who="person1")

    assert "1h after the last change (Tue 03 Mar 12:00), Europe/Oslo" in said
    assert "1d after the last change (Tue 03 Mar 12:00), Europe/Oslo" in said
