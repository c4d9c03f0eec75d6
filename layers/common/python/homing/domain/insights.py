"""What differs by more than chance: a period from the one before, a language, link or mail from the others.

Everything is asked of counters. All questions of a report are judged together, so that one in twenty of
what it tells is a false alarm at most, on average (`chance.adjusted`), however many are asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from homing.domain.chance import Share, adjusted, compare
from homing.domain.figures import Cell, Metric, Totals
from homing.domain.findings import (
    BOUNCES,
    CLICKS,
    COMPLAINTS,
    EVERY_MAIL,
    GOALS,
    LATENESS,
    LEAVERS,
    OPENS,
    Finding,
    Kind,
    Measure,
)
from homing.domain.kpi import ZERO, Counts, split, summed

FALSE_SHARE = 0.05
"""How many of the findings may be chance, on average."""

LEAST_BASE = 30
LEAST_PARTS = 5
"""Less is not asked about: both sides need that many messages, and together that many of what is counted."""

MEASURES = (OPENS, CLICKS, GOALS, LEAVERS, COMPLAINTS, BOUNCES, LATENESS)
OF_EVERY_MAIL = (LEAVERS, COMPLAINTS, BOUNCES, LATENESS)
OF_LANGUAGES = (OPENS, CLICKS, GOALS, LEAVERS)
OF_MAILS = (CLICKS, LEAVERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One workflow's counters of a period and of the one before; `links` count clicks, by name as variant.

    `goal_days` is how long after a mail its goal may still be met.
    """

    workflow: str
    now: Totals
    before: Totals
    links: Totals
    links_before: Totals
    goal_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """What was found, the surest first, out of how many comparisons.

    The days from `first` were held against those from `since` until then.
    """

    found: tuple[Finding, ...]
    compared: int
    first: date
    since: date


def insights(counted: Iterable[Counted], today: date, *, first: date, since: date) -> Insights:
    """What differs beyond chance, as far as it is ripe by `today`."""
    asked = [each for each in _questions(tuple(counted), today) if _enough(each)]
    verdicts = [compare(each.now, each.against) for each in asked]
    raised = adjusted([verdict.p_value for verdict in verdicts])
    judged = [
        replace(each, p_value=verdict.p_value, adjusted=p, test=verdict.test)
        for each, verdict, p in zip(asked, verdicts, raised, strict=True)
    ]
    found = [each for each in judged if each.adjusted <= FALSE_SHARE and each.matters]
    found.sort(key=lambda each: (each.adjusted, each.p_value, each.workflow, each.step, each.kind, each.of))
    return Insights(found=tuple(found), compared=len(asked), first=first, since=since)


def _enough(asked: Finding) -> bool:
    least = min(asked.now.base, asked.against.base)
    return least >= LEAST_BASE and asked.now.part + asked.against.part >= LEAST_PARTS


def _questions(counted: Sequence[Counted], today: date) -> Iterator[Finding]:
    for measure in OF_EVERY_MAIL:
        now = _together(_ripe(_mails(each.now), measure, each, today) for each in counted)
        before = _together(_ripe(_mails(each.before), measure, each, today) for each in counted)
        yield _changed(EVERY_MAIL, "", measure, now, before)
    for each in counted:
        yield from _of_workflow(each, today)


def _of_workflow(each: Counted, today: date) -> Iterator[Finding]:
    for measure in MEASURES:
        now = split(_ripe(_mails(each.now), measure, each, today), _step)
        before = split(_ripe(_mails(each.before), measure, each, today), _step)
        for step, cells in now.items():
            yield _changed(each.workflow, step, measure, summed(cells), summed(before.get(step, {})))
            if measure in OF_LANGUAGES:
                yield from _languages(each.workflow, step, measure, cells)
        if measure in OF_MAILS:
            yield from _against_others(Kind.MAIL, each.workflow, measure, now)
    yield from _links(each, today)


def _changed(workflow: str, step: str, measure: Measure, now: Counts, before: Counts) -> Finding:
    return Finding(
        kind=Kind.CHANGED,
        workflow=workflow,
        step=step,
        measure=measure,
        now=_share(now, measure),
        against=_share(before, measure),
    )


def _languages(workflow: str, step: str, measure: Measure, cells: Totals) -> Iterator[Finding]:
    parts = {name: part for name, part in split(cells, lambda cell: cell.locale).items() if name}
    for found in _against_others(Kind.LANGUAGE, workflow, measure, parts):
        yield replace(found, step=step, of=found.step)


def _against_others(
    kind: Kind, workflow: str, measure: Measure, parts: Mapping[str, Totals]
) -> Iterator[Finding]:
    """Each part against all others together; of two that is one question, told of the lower."""
    shares = {name: _share(summed(cells), measure) for name, cells in parts.items()}
    if len(shares) == 2:
        shares = dict(sorted(shares.items(), key=lambda each: (each[1].rate, each[0])))
    for place, (name, own) in enumerate(shares.items()):
        others = [share for other, share in shares.items() if other != name]
        if others and not (place and len(shares) == 2):
            rest = Share(sum(each.part for each in others), sum(each.base for each in others))
            yield Finding(kind=kind, workflow=workflow, step=name, measure=measure, now=own, against=rest)


def _links(each: Counted, today: date) -> Iterator[Finding]:
    """Clicks on what was clicked before, of all that was delivered then and now."""
    now, before, links, links_before = (
        split(_ripe(cells, CLICKS, each, today), _step)
        for cells in (_mails(each.now), _mails(each.before), each.links, each.links_before)
    )
    for step, clicked in links_before.items():
        of_now = split(links.get(step, {}), lambda cell: cell.variant)
        for name, cells in split(clicked, lambda cell: cell.variant).items():
            delivered = [summed(part.get(step, {})) for part in (now, before)]
            clicks = [summed(of_now.get(name, {})), summed(cells)]
            was, is_now = (
                _share({**base, Metric.CLICKED.value: part.get(Metric.CLICKED.value, ZERO)}, CLICKS)
                for base, part in reversed(list(zip(delivered, clicks, strict=True)))
            )
            yield Finding(
                kind=Kind.LINK,
                workflow=each.workflow,
                step=step,
                measure=CLICKS,
                now=is_now,
                against=was,
                of=name,
            )


def _mails(totals: Totals) -> Totals:
    return {cell: metrics for cell, metrics in totals.items() if cell.step}


def _ripe(totals: Totals, measure: Measure, of: Counted, today: date) -> Totals:
    """The days that are old enough: what left this morning will still be opened."""
    ripens = of.goal_days if measure.ripens is None else measure.ripens
    last = (today - timedelta(days=ripens)).isoformat()
    return {cell: metrics for cell, metrics in totals.items() if cell.day <= last}


def _together(parts: Iterable[Totals]) -> Counts:
    return summed({cell: metrics for part in parts for cell, metrics in part.items()})


def _share(counts: Counts, measure: Measure) -> Share:
    """Held to its base, as `kpi.rate` is."""
    base = max(0, int(counts.get(measure.base.value, ZERO)))
    return Share(min(base, max(0, int(counts.get(measure.part.value, ZERO)))), base)


def _step(cell: Cell) -> str:
    return cell.step
