"""What changed beyond chance: planted changes are found, and chance is told as seldom as declared."""

import math
import random
from bisect import bisect
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate

import pytest
from homing.domain.chance import Share
from homing.domain.figures import Cell, Metric, Totals
from homing.domain.findings import EVERY_MAIL, Finding, Kind
from homing.domain.insight_words import look, says
from homing.domain.insights import FALSE_SHARE, Counted, Insights, insights

LAST = date(2026, 11, 29)
LATER = LAST + timedelta(days=30)
NOW, BEFORE = "2026-11-20", "2026-10-20"
USUAL = {
    Metric.SENT: 1000,
    Metric.DELIVERED: 980,
    Metric.TRACKED: 980,
    Metric.OPENED: 390,
    Metric.CLICKED: 80,
    Metric.CONVERTED: 40,
    Metric.UNSUBSCRIBED: 4,
    Metric.COMPLAINED: 1,
    Metric.BOUNCED: 10,
    Metric.LATE: 20,
}


def cells(day: str, metrics: Mapping[Metric, int], *, step: str = "reminder", locale: str = "en") -> Totals:
    cell = Cell(workflow="cart", day=day, step=step, locale=locale)
    return {cell: {metric.value: Decimal(count) for metric, count in metrics.items()}}


def links(day: str, **clicks: int) -> Totals:
    return {
        Cell(workflow="cart/links", day=day, step="reminder", variant=f"/{name}"): {
            Metric.CLICKED.value: Decimal(count)
        }
        for name, count in clicks.items()
    }


def of(
    now: Totals, before: Totals, links: Totals | None = None, links_before: Totals | None = None
) -> Counted:
    return Counted(
        workflow="cart",
        now=now,
        before=before,
        links=links or {},
        links_before=links_before or {},
        goal_days=7,
    )


def asked_of(counted: list[Counted], today: date = LATER) -> Insights:
    return insights(counted, today, first=LAST - timedelta(days=27), since=LAST - timedelta(days=55))


def found(
    now: Mapping[Metric, int], before: Mapping[Metric, int] = USUAL, today: date = LATER
) -> Mapping[tuple[str, str], Finding]:
    judged = asked_of([of(cells(NOW, {**USUAL, **now}), cells(BEFORE, {**USUAL, **before}))], today)
    return {(each.workflow, each.measure.name): each for each in judged.found}


@pytest.mark.parametrize(
    ("metric", "count", "name", "good"),
    [
        (Metric.UNSUBSCRIBED, 25, "unsubscribe_rate", False),
        (Metric.COMPLAINED, 15, "complaint_rate", False),
        (Metric.BOUNCED, 40, "bounce_rate", False),
        (Metric.LATE, 70, "late_rate", False),
        (Metric.LATE, 0, "late_rate", True),
        (Metric.CLICKED, 30, "click_rate", False),
        (Metric.CLICKED, 140, "click_rate", True),
        (Metric.OPENED, 290, "open_rate", False),
        (Metric.CONVERTED, 85, "conversion_rate", True),
    ],
)
def test_a_planted_change_is_found_with_its_numbers(
    metric: Metric, count: int, name: str, good: bool
) -> None:
    finding = found({metric: count})["cart", name]

    assert finding.good is good
    assert finding.now.part == count
    assert finding.against.part == USUAL[metric]
    assert finding.now.base == finding.against.base
    assert 0 < finding.p_value <= finding.adjusted <= FALSE_SHARE
    assert finding.test


def test_where_nothing_changed_nothing_is_told() -> None:
    judged = asked_of([of(cells(NOW, USUAL), cells(BEFORE, USUAL))])

    assert judged.found == ()
    assert judged.compared > 0


def test_a_change_of_all_mails_is_told_too() -> None:
    assert found({Metric.COMPLAINED: 15})[EVERY_MAIL, "complaint_rate"].good is False


def test_what_differs_by_a_twentieth_moves_nobody_however_certain_it_is() -> None:
    many = {metric: 1000 * count for metric, count in USUAL.items()}

    assert ("cart", "open_rate") not in found({**many, Metric.OPENED: 370_000}, many)
    assert ("cart", "open_rate") in found({**many, Metric.OPENED: 330_000}, many)


def test_a_handful_of_mails_tells_nothing() -> None:
    few = dict.fromkeys(USUAL, 0) | {Metric.SENT: 29, Metric.DELIVERED: 29}

    assert found({**few, Metric.CLICKED: 29}, few) == {}


def test_what_left_this_morning_is_not_held_against_what_had_weeks_to_be_clicked() -> None:
    fallen = {Metric.CLICKED: 2, Metric.LATE: 200}
    sent_on = date.fromisoformat(NOW)

    assert found(fallen, today=sent_on).keys() == {("cart", "late_rate"), (EVERY_MAIL, "late_rate")}
    assert ("cart", "click_rate") in found(fallen, today=sent_on + timedelta(days=2))


def test_a_goal_is_compared_when_its_time_is_over() -> None:
    none_yet, sent_on = {Metric.CONVERTED: 0}, date.fromisoformat(NOW)

    assert ("cart", "conversion_rate") not in found(none_yet, today=sent_on + timedelta(days=6))
    assert ("cart", "conversion_rate") in found(none_yet, today=sent_on + timedelta(days=7))


def _all(now: Totals) -> Insights:
    return asked_of([of(now, {})])


def test_a_language_that_lags_is_told_once_with_what_it_lags_behind() -> None:
    lagging = {**USUAL, Metric.CLICKED: 30}
    judged = _all({**cells(NOW, USUAL), **cells(NOW, lagging, locale="nl")})
    [finding] = judged.found

    assert (finding.kind, finding.of, finding.step, finding.good) == (Kind.LANGUAGE, "nl", "reminder", False)
    assert (finding.now, finding.against) == (Share(30, 980), Share(80, 980))


def test_of_three_languages_each_is_held_against_the_others_together() -> None:
    lagging = {**USUAL, Metric.CLICKED: 20}
    others = {**cells(NOW, USUAL), **cells(NOW, USUAL, locale="nb")}
    judged = _all({**others, **cells(NOW, lagging, locale="nl")})
    told = {each.of: each for each in judged.found}

    assert told["nl"].against == Share(160, 1960)
    assert told["nl"].good is False


def test_the_mail_that_does_best_is_a_model_for_the_next() -> None:
    best = {**USUAL, Metric.CLICKED: 200}
    others = {**cells(NOW, USUAL), **cells(NOW, USUAL, step="reassurance")}
    judged = _all({**others, **cells(NOW, best, step="incentive")})
    [finding] = [each for each in judged.found if each.good]

    assert (finding.kind, finding.step) == (Kind.MAIL, "incentive")
    assert "model" in look(finding)


def test_a_link_that_nobody_clicks_any_more_is_told_though_the_mail_goes_out_as_before() -> None:
    mails = cells(NOW, USUAL), cells(BEFORE, USUAL)
    now, before = links(NOW, cart=50), links(BEFORE, cart=50, reviews=20)
    [finding] = asked_of([of(*mails, now, before)]).found

    assert (finding.kind, finding.of) == (Kind.LINK, "/reviews")
    assert (finding.now, finding.against) == (Share(0, 980), Share(20, 980))
    assert says(finding, {"cart": "Abandoned cart"}) == (
        "Nobody clicks /reviews in reminder in Abandoned cart any more, though it is delivered; it was 2.0%."
    )


def test_the_more_is_asked_the_surer_an_answer_has_to_be() -> None:
    borderline = of(cells(NOW, {**USUAL, Metric.CLICKED: 112}), cells(BEFORE, USUAL))
    same = [of(cells(NOW, USUAL, step=f"s{n}"), cells(BEFORE, USUAL, step=f"s{n}")) for n in range(20)]
    alone, among_others = asked_of([borderline]), asked_of([borderline, *same])

    def p_of(judged: Insights) -> list[float]:
        return [each.p_value for each in judged.found if each.measure.name == "click_rate"]

    assert among_others.compared > alone.compared
    assert len(p_of(alone)) >= len(p_of(among_others)) == 0


@pytest.mark.parametrize(
    "now", [{Metric.LATE: 0}, {Metric.LATE: 70}, {Metric.CLICKED: 30, Metric.OPENED: 500}]
)
def test_every_finding_is_a_sentence_and_says_where_to_look(now: Mapping[Metric, int]) -> None:
    for finding in found(now).values():
        assert says(finding, {}).endswith(".")
        assert look(finding).endswith((".", "?"))


# Chance alone, many times over.

RATES = {
    Metric.OPENED: 0.4,
    Metric.CLICKED: 0.08,
    Metric.CONVERTED: 0.04,
    Metric.UNSUBSCRIBED: 0.006,
    Metric.COMPLAINED: 0.001,
    Metric.BOUNCED: 0.01,
    Metric.LATE: 0.03,
}
MAILS = 400
PLAYS = 500


@cache
def _steps_of_chance(rate: float) -> list[float]:
    odds = (math.comb(MAILS, n) * rate**n * (1 - rate) ** (MAILS - n) for n in range(MAILS + 1))
    return list(accumulate(odds))


def _drawn(dice: random.Random, rate: float) -> int:
    return min(MAILS, bisect(_steps_of_chance(rate), dice.random()))


def _period(dice: random.Random, day: str, rates: Mapping[Metric, float]) -> Iterator[Totals]:
    for step in ("reminder", "reassurance", "incentive"):
        for locale in ("en", "nb"):
            counts = {metric: _drawn(dice, rate) for metric, rate in rates.items()}
            sent = dict.fromkeys((Metric.SENT, Metric.DELIVERED, Metric.TRACKED), MAILS)
            yield cells(day, {**counts, **sent}, step=step, locale=locale)


def _play(dice: random.Random, now: Mapping[Metric, float] = RATES) -> Insights:
    periods = [
        {cell: metrics for part in _period(dice, day, rates) for cell, metrics in part.items()}
        for day, rates in ((NOW, now), (BEFORE, RATES))
    ]
    return asked_of([of(*periods)])


def test_of_periods_that_differ_by_chance_alone_no_more_tell_something_than_declared() -> None:
    dice = random.Random(20261122)
    false_alarms = sum(bool(_play(dice).found) for _ in range(PLAYS))
    declared = FALSE_SHARE * PLAYS
    error = math.sqrt(FALSE_SHARE * (1 - FALSE_SHARE) * PLAYS)

    assert false_alarms <= declared + 3 * error


def test_among_true_changes_the_share_of_false_ones_is_no_more_than_declared() -> None:
    dice, plays = random.Random(20261123), 60
    shares, noticed = [], 0
    for _ in range(plays):
        told = _play(dice, {**RATES, Metric.CLICKED: 0.16}).found
        false = [each for each in told if each.kind is not Kind.CHANGED or each.measure.name != "click_rate"]
        shares.append(len(false) / len(told) if told else 0.0)
        noticed += any(each.measure.name == "click_rate" and each.good for each in told)
    spread = math.sqrt(sum((each - sum(shares) / plays) ** 2 for each in shares) / (plays - 1) / plays)

    assert noticed == plays
    assert sum(shares) / plays <= FALSE_SHARE + 3 * spread
