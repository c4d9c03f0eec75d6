"""The part of the report that ranks the subject lines of a mail, in each of its languages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from homing.domain.chance import Share, adjusted, compare, wilson
from homing.domain.figures import Metric, Totals, parts_of, subjects_of
from homing.domain.insights import FALSE_SHARE
from homing.domain.kpi import Counts, split, summed
from homing.services import ports
from homing.services.kpis_json import rounded
from homing.services.subject_lines import ALWAYS, key_of

UNTOLD = "a line that was not written out"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectReport:
    """One line in one language, with the 95 % interval of its open rate.

    `adjusted` is the p-value of its difference from the other lines of the mail in that language, raised for
    all that are compared; None of the only one. Who got which line was not drawn by lot, so a difference may
    lie in the readers. Of a mail with variants it is None, too: its test says which is better, at its looks.
    """

    locale: str
    line: str
    sent: int
    opened: Share
    clicked: int
    low: float
    high: float
    adjusted: float | None = None

    @property
    def differs(self) -> bool:
        """Whether it is opened more or less than the others beyond chance."""
        return self.adjusted is not None and self.adjusted <= FALSE_SHARE


Subjects = Mapping[str, tuple[SubjectReport, ...]]
"""Of each step, by language, the most opened first."""


def subjects_report(figures: ports.Figures, workflow: str, totals: Totals) -> Subjects:
    """The lines of a workflow's mails; what they say is read only where any was sent."""
    sent = parts_of(Metric.SENT, summed(totals))
    written = figures.totals(subjects_of(workflow), ALWAYS, ALWAYS) if sent else {}
    texts = {(cell.step, cell.locale, key_of(cell.variant)): cell.variant for cell in written}
    by_step = split({cell: metrics for cell, metrics in totals.items() if cell.step}, lambda cell: cell.step)
    told = {step: _of_step(step, cells, texts) for step, cells in by_step.items()}
    return {step: lines for step, lines in told.items() if lines}


def subjects_json(subjects: Subjects) -> dict[str, Any]:
    """The lines as `report.json` tells them."""
    return {step: [_json(each) for each in lines] for step, lines in subjects.items()}


def _of_step(
    step: str, cells: Totals, texts: Mapping[tuple[str, str, str], str]
) -> tuple[SubjectReport, ...]:
    lines = [
        _line(locale, texts.get((step, locale, key), UNTOLD), key, counts)
        for locale, part in split(cells, lambda cell: cell.locale).items()
        for counts in (summed(part),)
        for key in parts_of(Metric.SENT, counts)
    ]
    variants = {cell.variant for cell in cells if cell.variant}
    ranked = sorted(lines, key=lambda each: (each.locale, -each.opened.rate, -each.sent, each.line))
    return tuple(
        line
        for _, of_locale in groupby(ranked, lambda each: each.locale)
        for line in (of_locale if variants else _against_each_other(tuple(of_locale)))
    )


def _line(locale: str, text: str, key: str, counts: Counts) -> SubjectReport:
    sent, tracked, opened, clicked = (
        max(0, parts_of(metric, counts).get(key, 0))
        for metric in (Metric.SENT, Metric.TRACKED, Metric.OPENED, Metric.CLICKED)
    )
    share = Share(min(opened, tracked), tracked)
    low, high = wilson(share)
    return SubjectReport(
        locale=locale, line=text, sent=sent, opened=share, clicked=clicked, low=low, high=high
    )


def _against_each_other(lines: tuple[SubjectReport, ...]) -> tuple[SubjectReport, ...]:
    if len(lines) == 1:
        return lines
    parts, bases = sum(each.opened.part for each in lines), sum(each.opened.base for each in lines)
    others = (Share(parts - each.opened.part, bases - each.opened.base) for each in lines)
    p_values = [compare(each.opened, rest).p_value for each, rest in zip(lines, others, strict=True)]
    return tuple(replace(each, adjusted=p) for each, p in zip(lines, adjusted(p_values), strict=True))


def _json(subject: SubjectReport) -> dict[str, Any]:
    known = subject.opened.base > 0
    return {
        "locale": subject.locale,
        "line": subject.line,
        "sent": subject.sent,
        "tracked": subject.opened.base,
        "opened": subject.opened.part,
        "clicked": subject.clicked,
        "open_rate": rounded(Decimal(subject.opened.rate)) if known else None,
        "low": round(subject.low, 4),
        "high": round(subject.high, 4),
        "adjusted": None if subject.adjusted is None else float(f"{subject.adjusted:.6g}"),
        "differs": subject.differs,
    }
