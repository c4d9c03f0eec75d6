"""Caps and quiet hours over all workflows: what is too much waits, and goes unless it is stale by then."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.builders import DAY, HOUR, MINUTE, at
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import person, tracked, write_flows
from tests.journeys.shops import shop_with

WEDNESDAY = START + 2 * DAY  # 4 March 2026
NOON = WEDNESDAY + 11 * HOUR  # in Oslo
AGREED = tracked("Subscribed", START - 20 * DAY, channel="sms")
REACHABLE = [*person(START - 30 * DAY, phone="+4740612345"), AGREED]


def flow(
    name: str, step: str = "", *, event: str = "Things Asked", more: str = "", kind: str = "email"
) -> str:
    """A workflow of one message, sent when it is asked for."""
    told = f"{{id: {name}_it, type: {kind}{step and ', '}{step}}}"
    return (
        f"name: {name}\nre_entry: every\ntrigger: {{type: event, event: {event}}}\n{more}\nsteps: [{told}]\n"
    )


def tell(
    folder: Path, *flows: str, told: Any = (), days: int = 20, who: Any = REACHABLE, **shop: Any
) -> Story:
    """Somebody asks for things on Wednesday at noon, unless `told` says otherwise."""
    workflows = write_flows(folder, *flows)
    for each in map(yaml.safe_load, flows):
        if each["steps"][0]["type"] == "sms":
            texts = workflows / each["name"] / "sms"
            texts.mkdir()
            (texts / f"{each['steps'][0]['id']}.txt").write_text("Hello", encoding="utf-8")
    lines = [*who, *(told or [tracked("Things Asked", NOON)])]
    story = play(lines, workflows=workflows, shop=shop_with(folder, **shop), days=days)
    assert story.account.crashes == []
    assert story.account.dead_letters() == []
    return story


def left(story: Story) -> dict[str, str]:
    """On which day and at which hour each message left, where its reader lives."""
    return {step.removesuffix("_it"): clock[5:15] for step, clock in story.sent()}


MORNING = "03-05 08:0"


def test_a_mail_over_the_cap_leaves_the_next_morning_and_is_not_dropped(tmp_path: Path) -> None:
    story = tell(tmp_path, flow("one"), flow("two"), flow("three"))

    assert sorted(left(story).values()) == ["03-04 12:0", "03-04 12:0", MORNING]
    assert {line["reason"] for line in story.of("parked")} == {"frequency_cap"}
    assert story.of("skipped") == []


def test_ten_over_the_cap_leave_two_a_day_each_found_a_day_at_its_first_look(tmp_path: Path) -> None:
    flows = [flow(f"flow_{n}", "valid_for: 9d") for n in range(6)]

    story = tell(tmp_path, *flows)

    days = sorted(clock[:5] for clock in left(story).values())
    assert days == ["03-04", "03-04", "03-05", "03-05", "03-06", "03-06"]
    # Two see each other held back at one moment; nobody asks every quarter of an hour.
    assert len(story.of("parked")) <= 8


def test_what_would_be_stale_by_then_never_goes_and_says_why(tmp_path: Path) -> None:
    flows = (flow("one"), flow("two"), flow("three", "valid_for: 6h", event="More Asked"))
    told = [tracked("Things Asked", NOON), tracked("More Asked", NOON + HOUR)]

    story = tell(tmp_path, *flows, told=told)

    (skipped,) = story.of("skipped")
    assert (skipped["step"], skipped["reason"]) == ("three_it", "expired")
    number = story.timeline.index(skipped)
    why = story.account.timeline.whys[number]
    assert "2 of 2 on Wed 04 Mar" in why
    assert "free from Thu 05 Mar 08:0" in why
    assert "of use until Wed 04 Mar 19:00" in why


def test_service_mail_neither_waits_nor_takes_a_place(tmp_path: Path) -> None:
    receipts = [flow(f"receipt_{n}", "purpose: transactional") for n in range(3)]

    story = tell(tmp_path, *receipts, flow("one"), flow("two"), flow("three"))

    at_once = [name for name, clock in left(story).items() if clock == "03-04 12:0"]
    assert len(at_once) == 5
    assert {f"receipt_{n}" for n in range(3)} < set(at_once)


def test_texts_are_counted_apart_from_mails(tmp_path: Path) -> None:
    """Two mails and a text at once; the third mail and the second text wait, each for its own morning."""
    mails, texts = ("one", "two", "three"), ("alpha", "beta")
    flows = [flow(name) for name in mails] + [flow(name, kind="sms") for name in texts]

    clocks = left(tell(tmp_path, *flows))

    assert sorted(clocks[name] for name in mails) == ["03-04 12:0", "03-04 12:0", MORNING]
    assert sorted(clocks[name] for name in texts) == ["03-04 12:0", "03-05 09:0"]


def test_a_topic_has_a_cap_of_its_own_over_mails_and_texts(tmp_path: Path) -> None:
    topic = "topic: offers"
    story = tell(
        tmp_path,
        flow("one", more=topic),
        flow("text", "valid_for: 9d", more=topic, kind="sms"),
        flow("tip", more="topic: tips"),
        told=[tracked("Things Asked", NOON)],
        caps={"per_day": 5, "per_week": 9, "topics": {"offers": {"per_week": 1}}},
    )

    clocks = left(story)
    assert (clocks.pop("tip"), sorted(clocks.values())) == ("03-04 12:0", ["03-04 12:0", "03-11 12:0"])
    (parked,) = story.of("parked")
    assert "1 of 1 about offers in 7 days" in story.account.timeline.whys[story.timeline.index(parked)]


def test_a_sliding_window_is_no_calendar_day(tmp_path: Path) -> None:
    told = [tracked("Things Asked", NOON), tracked("Things Asked", NOON + 26 * HOUR)]

    story = tell(tmp_path, flow("one"), told=told, caps={"sliding": [{"most": 1, "in": "30h"}]})

    first, second = [line["local"] for line in story.of("sent")]
    assert (first[5:16], second[5:16]) == ("03-04 12:00".replace(" ", "T"), "03-05T18:00")


@pytest.mark.parametrize(
    ("more", "first"), [("priority: high", "second"), ("", "first"), ("priority: low", "first")]
)
def test_of_two_that_are_freed_at_once_the_higher_goes_then_the_one_due_first(
    tmp_path: Path, more: str, first: str
) -> None:
    """One a day: Wednesday's has gone when both are asked for, the second an hour after the first."""
    flows = (flow("before"), flow("first", event="A"), flow("second", event="B", more=more))
    told = [tracked("Things Asked", NOON), tracked("A", NOON + HOUR), tracked("B", NOON + 2 * HOUR)]

    clocks = left(tell(tmp_path, *flows, told=told, caps={"per_day": 1}))

    second = {"first": "second", "second": "first"}[first]
    assert (clocks[first], clocks[second]) == (MORNING, "03-06 08:0")


def test_of_two_due_at_once_the_higher_takes_the_last_place_of_the_day(tmp_path: Path) -> None:
    waits = "steps: [{{id: w, type: wait, day: 1, at: '10:00'}}, {{id: {0}_it, type: email}}]"
    trigger = "trigger: {type: event, event: Things Asked}"
    flows = [
        f"name: {name}\n{trigger}\n{more}\n{waits.format(name)}"
        for name, more in (("aaa", ""), ("zzz", "priority: high"), ("bbb", ""))
    ]

    clocks = left(tell(tmp_path, *flows, caps={"per_day": 1}))

    assert clocks["zzz"] == "03-05 10:0"
    assert sorted((clocks["aaa"], clocks["bbb"])) == ["03-06 08:0", "03-07 08:0"]


@pytest.mark.parametrize(
    ("kind", "purpose", "asked", "leaves"),
    [
        ("email", "marketing", NOON + 7.5 * HOUR, "03-04 19:3"),
        ("sms", "marketing", NOON + 7.5 * HOUR, "03-04 19:3"),
        ("email", "marketing", NOON + 8.5 * HOUR, "03-04 20:3"),
        ("sms", "marketing", NOON + 8.5 * HOUR, "03-05 09:0"),  # texts are quiet from eight to nine
        ("sms", "transactional", NOON + 8.5 * HOUR, "03-05 09:0"),
        ("email", "transactional", NOON + 8.5 * HOUR, "03-04 20:3"),
    ],
)
def test_texts_have_quiet_hours_of_their_own(
    tmp_path: Path, kind: str, purpose: str, asked: datetime, leaves: str
) -> None:
    one = flow("one", f"purpose: {purpose}", kind=kind)

    assert left(tell(tmp_path, one, told=[tracked("Things Asked", asked)])) == {"one": leaves}


FRENCH = [
    *person(
        START - 30 * DAY,
        phone="+33612345678",
        timezone="Europe/Paris",
        address={"country": "FR", "city": "Paris"},
    ),
    AGREED,
]
FRANCE = {"FR": {"sms": {"from": "20:00", "until": "08:00", "closed": ["sunday", "public_holidays"]}}}


@pytest.mark.parametrize(
    ("kind", "purpose", "asked", "leaves"),
    [
        ("sms", "marketing", at("2026-03-08 11:00"), "03-09 09:0"),  # a Sunday
        ("sms", "marketing", at("2026-04-06 11:00"), "04-07 09:0"),  # Easter Monday
        ("sms", "marketing", at("2026-05-01 11:00"), "05-02 09:0"),
        ("sms", "transactional", at("2026-03-08 11:00"), "03-08 12:0"),  # of an appointment on Monday
        ("email", "marketing", at("2026-03-08 11:00"), "03-08 12:0"),
    ],
)
def test_in_france_no_marketing_text_leaves_on_sundays_and_holidays(
    tmp_path: Path, kind: str, purpose: str, asked: datetime, leaves: str
) -> None:
    story = tell(
        tmp_path,
        flow("one", f"purpose: {purpose}", kind=kind),
        told=[tracked("Things Asked", asked)],
        who=FRENCH,
        days=70,
        quiet_hours={"by_country": FRANCE},
        sms={"origination": "SHOP", "countries": ["FR"]},
    )

    assert left(story) == {"one": leaves}


def test_a_mail_planned_for_a_closed_day_is_planned_for_the_next_open_one(tmp_path: Path) -> None:
    """And nobody is parked for it: the wait itself ends there."""
    waits = flow("one").replace("steps: [", "steps: [{id: w, type: wait, day: 3, at: '10:00'}, ")  # Saturday

    story = tell(tmp_path, waits, quiet_hours={"closed": ["saturday", "03-08"]})

    assert left(story) == {"one": "03-09 08:0"}
    assert story.of("parked") == []


def test_what_was_asked_for_a_minute_ago_leaves_on_a_closed_day_too(tmp_path: Path) -> None:
    story = tell(tmp_path, flow("one", "hours: any"), quiet_hours={"closed": ["wednesday"]})

    assert left(story) == {"one": "03-04 12:0"}


def test_many_who_are_freed_at_once_do_not_leave_at_once(tmp_path: Path) -> None:
    """Each has a second mail that waits for the morning, and a delay of their own from there."""
    people = [line for n in range(12) for line in person(START - 30 * DAY, f"u{n}")]
    told = [tracked("Things Asked", NOON, who=f"u{n}") for n in range(12)]

    story = tell(tmp_path, flow("one"), flow("two"), told=told, who=people, caps={"per_day": 1})

    freed = sorted(datetime.fromisoformat(line["at"]) for line in story.of("sent") if "-05T" in line["local"])
    assert len(freed) == len(set(freed)) == 12
    assert MINUTE < freed[-1] - freed[0] <= timedelta(minutes=10)
