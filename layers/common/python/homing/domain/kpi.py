"""From counters to KPIs: what is divided by what, said once for report, dashboard and terminal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from homing.domain.figures import Cell, Metric, Totals

ZERO, ONE = Decimal(0), Decimal(1)

Counts = Mapping[str, Decimal]
"""Metrics by name; one that is absent is zero."""

DEFINITIONS: Mapping[str, str] = {
    "sent": "Messages that SES took.",
    "delivered": "Sent, with a delivery told by the recipient's server and no permanent bounce.",
    "open_rate": "Messages opened by a person, or by who knows whom / delivered messages with a pixel.",
    "machine_open_rate": "Messages opened by machines only (Apple Mail Privacy Protection, scanners, "
    "prefetching proxies) / delivered messages with a pixel.",
    "open_rate_all": "The two open rates together: what most tools call the open rate.",
    "click_rate": "Messages with a person's click on a content link / delivered; unsubscribe links never "
    "count.",
    "machine_click_rate": "Messages clicked by machines only (scanners that follow links) / delivered.",
    "interactions": "Messages opened and clicked by who it was: human (SES or the device says so), machine "
    "only, or unknown, which the rates count with people.",
    "click_to_open_rate": "Messages with a pixel that were clicked / messages opened, both by a person; "
    "at most 100 %, for some click with pictures off.",
    "links": "Messages in which a person followed the link / delivered; once a message and link. Met the "
    "goal: enrollments that did after following it. Credit and revenue go to the last link followed before.",
    "conversion_rate": "Enrollments that met the goal in time after their first delivery / enrollments with "
    "a delivered message. Of one message: goals met after it / delivered.",
    "credited_rate": "As the conversion rate, but only what a click on one of our mails earned.",
    "goal": "Enrollments that met the goal in time / the base that the goal names: triggered (entered or "
    "refused, but for the holdout), enrolled, or delivered (reached by a mail).",
    "unsubscribe_rate": "Messages through which someone left / delivered.",
    "complaint_rate": "Messages reported as spam / delivered.",
    "bounce_rate": "Messages that bounced for good / sent.",
    "revenue": "Orders credited to a message by its last click, in shop money, less refunds and "
    "cancellations; test orders never count.",
    "revenue_per_email": "Revenue / delivered.",
    "lift": "What the mails changed: all contacts assigned in the period, mailed less held out, each once, "
    "mailed and clicked or not; goal and orders count from the assignment for the time of the goal. Of "
    "twenty differences that are nothing a 95 % interval takes one for something. Null without a holdout.",
    "repeat_purchase_rate": "Contacts who bought again within so many days / all whose days ended in the "
    "period. Without a holdout: of entries whose days are over; an order counts for the newest before it.",
    "revenue_per_contact": "What they spent, less refunds, credited or not / the same.",
    "late": "Messages that left more than 15 minutes after their instant, with what held them back last.",
    "reached": "Messages that a step came to, sent or not. Who left before it did while it lay ahead.",
    "pace": "The share of the goal's base that will have met it by its day, if those whose time is not over "
    "and those to come do as those of the last 28 days whose time is. It is foretold from 30 of them on; who "
    "may still meet it is told apart, and no failure.",
    "zones": "Sent messages by how well we knew the hour where their readers are: told by them, of an "
    "address that keeps one clock, guessed from an address, or the shop's own for want of any.",
    "skipped": "Messages deliberately not sent, each with one reason.",
    "rejected": "Messages that SES refused.",
    "insights": "What differs beyond chance: from the period before, or from the other languages, links and "
    "mails. Small counts are judged by Fisher's exact test, others by a two-proportion z test, and all "
    "comparisons of a report together (Benjamini and Hochberg), so that at most 5 in 100 findings are chance "
    "on average. Only days old enough to have brought what they will are compared.",
    "growth_rate": "(mailable people at the end - at the start) / at the start.",
}
"""A sentence for each KPI, for whoever reads the figures."""


def rate(part: Decimal, base: Decimal) -> Decimal | None:
    """A share from 0 to 1; None where there is nothing to divide by.

    Held to 1, for an open may overtake the news of its delivery, and a bounce takes back the delivery of
    what a scanner had opened.
    """
    return min(ONE, max(ZERO, part) / base) if base > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """The KPIs of a message, a workflow or all of them.

    `mails` are the counts of messages; `goals` those of what may convert: the message itself (its base is
    what was delivered), or a workflow's enrollments (its base is whom it reached).
    """

    mails: Counts
    goals: Counts
    base: Metric

    def count(self, metric: Metric) -> int:
        """How many messages."""
        return int(self.mails.get(metric.value, ZERO))

    def of_goals(self, metric: Metric) -> int:
        """How many of what may convert."""
        return int(self.goals.get(metric.value, ZERO))

    @property
    def open_rate(self) -> Decimal | None:
        return self._rate(Metric.OPENED, Metric.TRACKED)

    @property
    def machine_open_rate(self) -> Decimal | None:
        tracked = self._mails(Metric.TRACKED)
        left_by_people = tracked - min(tracked, self._mails(Metric.OPENED))
        return rate(min(left_by_people, self._mails(Metric.MACHINE_ONLY_OPENED)), tracked)

    @property
    def open_rate_all(self) -> Decimal | None:
        opened = self._mails(Metric.OPENED) + self._mails(Metric.MACHINE_ONLY_OPENED)
        return rate(opened, self._mails(Metric.TRACKED))

    @property
    def click_rate(self) -> Decimal | None:
        return self._rate(Metric.CLICKED, Metric.DELIVERED)

    @property
    def machine_click_rate(self) -> Decimal | None:
        return self._rate(Metric.MACHINE_ONLY_CLICKED, Metric.DELIVERED)

    @property
    def click_to_open_rate(self) -> Decimal | None:
        seen = self._mails(Metric.CLICKED) - self._mails(Metric.CLICKED_UNSEEN)
        return rate(seen, self._mails(Metric.OPENED))

    @property
    def conversion_rate(self) -> Decimal | None:
        return self._goal_rate(Metric.CONVERTED)

    @property
    def credited_rate(self) -> Decimal | None:
        return self._goal_rate(Metric.CREDITED)

    @property
    def unsubscribe_rate(self) -> Decimal | None:
        return self._rate(Metric.UNSUBSCRIBED, Metric.DELIVERED)

    @property
    def complaint_rate(self) -> Decimal | None:
        return self._rate(Metric.COMPLAINED, Metric.DELIVERED)

    @property
    def bounce_rate(self) -> Decimal | None:
        return self._rate(Metric.BOUNCED, Metric.SENT)

    @property
    def revenue(self) -> Decimal:
        return self._mails(Metric.REVENUE)

    @property
    def revenue_per_email(self) -> Decimal | None:
        delivered = self._mails(Metric.DELIVERED)
        return self.revenue / delivered if delivered > 0 else None

    def _mails(self, metric: Metric) -> Decimal:
        return self.mails.get(metric.value, ZERO)

    def _rate(self, part: Metric, base: Metric) -> Decimal | None:
        return rate(self._mails(part), self._mails(base))

    def _goal_rate(self, part: Metric) -> Decimal | None:
        return rate(self.goals.get(part.value, ZERO), self.goals.get(self.base.value, ZERO))


def message_kpis(totals: Totals) -> Kpis:
    """KPIs of messages: of one step, or of a language or variant across steps."""
    mails = summed(totals, lambda cell: bool(cell.step))
    return Kpis(mails=mails, goals=mails, base=Metric.DELIVERED)


def workflow_kpis(totals: Totals) -> Kpis:
    """KPIs of workflows; who converted and who was reached is counted in the cells without a step."""
    return Kpis(
        mails=summed(totals, lambda cell: bool(cell.step)),
        goals=summed(totals, lambda cell: not cell.step),
        base=Metric.REACHED,
    )


def added_up(parts: Sequence[Kpis]) -> Kpis:
    """Several workflows' KPIs as one."""
    sums: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    for each in parts:
        for kept, counts in zip(sums, (each.mails, each.goals), strict=True):
            for name, amount in counts.items():
                kept[name] = kept.get(name, ZERO) + amount
    return Kpis(mails=sums[0], goals=sums[1], base=Metric.REACHED)


def summed(totals: Totals, wanted: Callable[[Cell], bool] = lambda _: True) -> Counts:
    """The counts of the wanted cells together."""
    sums: dict[str, Decimal] = {}
    for cell, metrics in totals.items():
        for name, amount in metrics.items() if wanted(cell) else ():
            sums[name] = sums.get(name, ZERO) + amount
    return sums


def split(totals: Totals, by: Callable[[Cell], str]) -> dict[str, Totals]:
    """The cells apart by day, step, language or variant, in the order of the names."""
    parts: dict[str, dict[Cell, Mapping[str, Decimal]]] = {}
    for cell, metrics in totals.items():
        parts.setdefault(by(cell), {})[cell] = metrics
    return dict(sorted(parts.items()))
