"""Workflows that begin at a date: of the contact, every year or once, or one that an event brought."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.builders import DAY, HOUR, MINUTE
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import identified, person, tracked, write_flows

NOON = START + DAY + 12 * HOUR

BIRTHDAY = """
name: birthday
trigger: {type: date, "on": {date: contact.birthday, at: "09:00"}, yearly: true}
key: [year]
steps: [{id: wish, type: email, hours: any, valid_for: 12h}]
"""
RENEWAL = """
name: renewal
trigger: {type: date, "on": {date: contact.renews_on, plus: -3d, at: "10:00"}}
key: [date]
steps: [{id: renew, type: email, hours: any}]
"""
CHECK_UP = """
name: check_up
trigger: {type: date, event: Appointment Completed, "on": {date: trigger.time, plus: 44w, at: "09:00"}}
key: [service]
re_entry: every
exit: [{event: Appointment Cancelled, match: [service]}, {event: Moved Away}]
steps: [{id: book, type: email, hours: any}]
"""
RUNNING_OUT = """
name: running_out
trigger:
  type: date
  event: Product Bought
  where: {fact: trigger.lasts_days, exists: true}
  "on": {date: trigger.time, days: trigger.lasts_days, share: 80, at: "09:00"}
key: [product_id]
re_entry: every
steps: [{id: remind, type: email, hours: any}]
"""


def tell(folder: Path, told: list[str], *flows: str, days: int = 400, start: datetime = START) -> Story:
    return play(told, workflows=write_flows(folder, *flows), days=days, start=start)


def days_of(story: Story, step: str) -> list[str]:
    """Local days on which a step's mail left, each in the first ten minutes after nine."""
    assert all("09:00" <= when[11:16] < "09:11" for name, when in story.sent() if name == step)
    return [when[:10] for name, when in story.sent() if name == step]


def completed(at: datetime, service: str = "teeth", **how: datetime) -> str:
    told_at = how.get("told_at")
    return tracked("Appointment Completed", at, told_at=told_at, service=service)


class TestBirthday:
    def born(self, folder: Path, day: str, days: int = 800, **traits: str) -> Story:
        return tell(folder, person(NOON + MINUTE / 2, birthday=day, **traits), BIRTHDAY, days=days)

    def test_it_comes_every_year_at_nine_where_the_contact_lives(self, tmp_path: Path) -> None:
        story = self.born(tmp_path, "1990-05-17", timezone="America/New_York")

        assert days_of(story, "wish") == ["2026-05-17", "2027-05-17"]

    def test_the_29th_of_february_is_the_28th_in_a_common_year(self, tmp_path: Path) -> None:
        assert days_of(self.born(tmp_path, "1996-02-29"), "wish") == ["2027-02-28", "2028-02-29"]

    def test_it_is_wished_to_nobody_before_they_were_known(self, tmp_path: Path) -> None:
        assert days_of(self.born(tmp_path, "1990-03-01", days=300), "wish") == []

    def test_who_joins_on_the_day_is_wished_at_once_and_who_joins_after_it_next_year(
        self, tmp_path: Path
    ) -> None:
        today = self.born(tmp_path / "a", "1990-03-03", days=30)
        two_days_ago = self.born(tmp_path / "b", "1990-03-01", days=30)

        assert today.sent() == [("wish", "2026-03-03 13:01")]
        assert two_days_ago.sent() == []

    def test_a_birthday_that_is_corrected_moves(self, tmp_path: Path) -> None:
        told = [
            *person(NOON, birthday="1990-05-17"),
            identified(NOON + 30 * DAY, birthday="1990-09-01"),
        ]

        assert days_of(tell(tmp_path, told, BIRTHDAY), "wish") == ["2026-09-01"]

    def test_telling_it_again_and_again_wishes_once(self, tmp_path: Path) -> None:
        told = [line for n in range(12) for line in person(NOON + n * 10 * DAY, birthday="1990-05-17")]

        assert days_of(tell(tmp_path, told, BIRTHDAY, days=200), "wish") == ["2026-05-17"]

    def test_who_moved_east_or_west_gets_one_at_their_own_nine(self, tmp_path: Path) -> None:
        for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
            told = [
                *person(NOON, birthday="1990-05-17"),
                identified(NOON + DAY, birthday="1990-05-17", timezone=zone),
            ]
            assert days_of(tell(tmp_path / zone, told, BIRTHDAY, days=100), "wish") == ["2026-05-17"]

    def test_history_tells_when_and_starts_nothing(self, tmp_path: Path) -> None:
        told = person(START - 300 * DAY, birthday="1990-01-10") + person(
            START - 300 * DAY, who="u2", birthday="1990-05-17"
        )

        story = tell(tmp_path, told, BIRTHDAY, days=100)

        assert [(line["email"], line["local"][:10]) for line in story.of("sent")] == [
            ("u2@example.com", "2026-05-17")
        ]

    def test_nine_is_nine_on_the_day_that_the_clocks_change(self, tmp_path: Path) -> None:
        assert days_of(self.born(tmp_path, "1990-03-29", days=300), "wish") == ["2026-03-29"]


class TestADateOfTheContactOnce:
    def test_it_comes_so_many_days_before_and_not_again_next_year(self, tmp_path: Path) -> None:
        story = tell(tmp_path, person(NOON, renews_on="2026-06-20"), RENEWAL, days=800)

        assert [when[:13] for _, when in story.sent()] == ["2026-06-17 10"]

    def test_a_new_date_is_a_new_occasion(self, tmp_path: Path) -> None:
        told = [*person(NOON, renews_on="2026-06-20"), identified(NOON + 200 * DAY, renews_on="2027-06-20")]

        story = tell(tmp_path, told, RENEWAL, days=800)

        assert [when[:10] for _, when in story.sent()] == ["2026-06-17", "2027-06-17"]

    def test_a_date_that_is_none_starts_nothing(self, tmp_path: Path) -> None:
        assert tell(tmp_path, person(NOON, renews_on="soon"), RENEWAL).of("enrolled") == []


class TestADateThatAnEventBrought:
    def test_it_comes_so_long_after_the_event(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [*person(START), completed(NOON)], CHECK_UP)

        assert days_of(story, "book") == ["2027-01-05"]

    def test_the_newest_event_of_a_key_says_when_in_any_order_of_arrival(self, tmp_path: Path) -> None:
        first, second = completed(NOON), completed(NOON + 20 * DAY)
        late = completed(NOON, told_at=NOON + 30 * DAY)

        told = [*person(START), first, second]
        assert days_of(tell(tmp_path / "a", told, CHECK_UP), "book") == ["2027-01-25"]
        told = [*person(START), second, late]
        assert days_of(tell(tmp_path / "b", told, CHECK_UP), "book") == ["2027-01-25"]

    def test_each_key_has_a_date_of_its_own(self, tmp_path: Path) -> None:
        told = [*person(START), completed(NOON), completed(NOON + 20 * DAY, "eyes")]

        assert days_of(tell(tmp_path, told, CHECK_UP), "book") == ["2027-01-05", "2027-01-25"]

    def test_a_key_of_any_length_has_its_date(self, tmp_path: Path) -> None:
        long = "an implant " * 20

        story = tell(tmp_path, [*person(START), completed(NOON, long), completed(NOON + DAY, long)], CHECK_UP)

        assert days_of(story, "book") == ["2027-01-06"]

    def test_an_event_of_history_may_bring_a_date_to_come(self, tmp_path: Path) -> None:
        told = [*person(START - 300 * DAY), completed(START - 280 * DAY)]

        assert days_of(tell(tmp_path, told, CHECK_UP, days=60), "book") == ["2026-03-30"]

    @pytest.mark.parametrize(
        ("ended_by", "is_asked"),
        [
            (tracked("Appointment Cancelled", NOON + 200 * DAY, service="teeth"), False),
            (tracked("Appointment Cancelled", NOON + 200 * DAY, service="eyes"), True),
            (tracked("Appointment Cancelled", NOON - HOUR, service="teeth"), True),
            (tracked("Moved Away", NOON + 2 * DAY), False),
        ],
    )
    def test_what_has_ended_it_since_the_event_refuses_it(
        self, tmp_path: Path, ended_by: str, is_asked: bool
    ) -> None:
        story = tell(tmp_path, [*person(START), completed(NOON), ended_by], CHECK_UP)

        assert (days_of(story, "book") == ["2027-01-05"]) is is_asked
        assert [line["reason"] for line in story.of("refused")] == ([] if is_asked else ["exited"])

    def test_a_late_joiner_whose_date_has_passed_gets_nothing(self, tmp_path: Path) -> None:
        told = [*person(START), completed(NOON - 50 * 7 * DAY, told_at=NOON)]

        assert tell(tmp_path, told, CHECK_UP).of("enrolled") == []

    def test_a_share_of_the_days_that_a_product_lasts(self, tmp_path: Path) -> None:
        told = [
            *person(START),
            tracked("Product Bought", NOON, product_id="7", lasts_days=60),
            tracked("Product Bought", NOON, product_id="8"),
        ]

        assert days_of(tell(tmp_path, told, RUNNING_OUT), "remind") == ["2026-04-20"]

    def test_who_bought_again_in_time_is_reminded_from_then(self, tmp_path: Path) -> None:
        bought = [tracked("Product Bought", NOON + n * DAY, product_id="7", lasts_days=60) for n in (0, 40)]

        story = tell(tmp_path, [*person(START), *bought], RUNNING_OUT, days=120)

        assert days_of(story, "remind") == ["2026-05-30"]

    def test_every_date_is_an_entry_of_its_own(self, tmp_path: Path) -> None:
        told = [*person(START), completed(NOON), completed(NOON + 320 * DAY)]

        assert days_of(tell(tmp_path, told, CHECK_UP, days=700), "book") == ["2027-01-05", "2027-11-21"]

    def test_who_moved_west_is_asked_at_their_own_nine(self, tmp_path: Path) -> None:
        moved = identified(NOON + 100 * DAY, timezone="America/Los_Angeles")

        story = tell(tmp_path, [*person(START), completed(NOON), moved], CHECK_UP)

        assert days_of(story, "book") == ["2027-01-05"]


def test_an_hour_that_the_clocks_leave_out_is_the_next(tmp_path: Path) -> None:
    at_two = BIRTHDAY.replace("09:00", "02:30")

    story = tell(tmp_path, person(NOON, birthday="1990-03-29"), at_two, days=60)

    assert story.sent()[0][1].startswith("2026-03-29 03:3")
