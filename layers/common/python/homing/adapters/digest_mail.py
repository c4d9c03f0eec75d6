"""The weekly digest as a mail: English as all reports, compiled from MJML, nothing to load or to click."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from homing.adapters.report_lift import of_the_goal
from homing.adapters.report_numbers import Numbers
from homing.adapters.report_page import filled
from homing.adapters.report_words import touches
from homing.domain.figures import Metric
from homing.domain.kpi import Kpis
from homing.domain.sales import CurrencyOrders
from homing.domain.shop import Shop
from homing.services.experiment_words import told
from homing.services.ports.reports import Digest, WrittenDigest
from homing.services.report_insights import insights_json

MOST_FINDINGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A workflow's week beside the week before it."""

    title: str
    sent: str
    sent_before: str
    opened: str
    clicked: str
    converted: str
    revenue: str
    revenue_before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a workflow's mails changed of one figure, in a sentence."""

    name: str
    says: str


class DigestMail:
    """ports.reports.DigestWriter in the numbers of the shop; its markup is what `mjml.digest` compiled."""

    def __init__(self, shop: Shop, template: str) -> None:
        self._shop = shop
        self._template = template
        self._numbers = Numbers.of(shop)

    def write(self, digest: Digest) -> WrittenDigest:
        """The mail of a digest."""
        lines = self._lines(digest)
        found = insights_json(digest.week.insights, {each.name: each.title for each in digest.week.workflows})
        whole = self._line("All together", digest.week.kpis, digest.before.kpis)
        subject = self._subject(digest)
        findings = found["found"][:MOST_FINDINGS]
        orders = [self._orders(each) for each in digest.week.orders]
        lifts = list(self._lifts(digest))
        tests = [each for workflow in digest.week.workflows for each in told(workflow.tests)]
        html = filled(
            self._template,
            report=digest.week,
            shop=self._shop,
            n=self._numbers,
            touches=touches,
            digest=digest,
            lines=lines,
            whole=whole,
            subject=subject,
            orders=orders,
            people=self._people(digest),
            lifts=lifts,
            tests=tests,
            findings=findings,
        )
        since = self._numbers.day(digest.assigned_since)
        ends = {
            f"What the mails changed, of who was assigned since {since}:": [
                f"{each.name}. {each.says}" for each in lifts
            ],
            "Tests:": tests,
            "Beyond chance, against the week before:": [each["says"] for each in findings],
        }
        text = self._text(digest, [*lines, whole], [*orders, self._people(digest)], ends)
        return WrittenDigest(subject=subject, html=html, text=text)

    def _subject(self, digest: Digest) -> str:
        n, now, before = self._numbers, digest.week.kpis, digest.before.kpis
        if not now.count(Metric.SENT) and not now.revenue:
            return f"{self._shop.name}: no mail was sent last week"
        change = f" ({n.growth(now.revenue / before.revenue - 1)})" if before.revenue > 0 else ""
        return f"{self._shop.name}: {n.whole_money(now.revenue)} from last week’s mails{change}"

    def _lines(self, digest: Digest) -> list[Line]:
        before = {each.name: each.kpis for each in digest.before.workflows}
        return [
            self._line(each.title, each.kpis, before[each.name])
            for each in sorted(digest.week.workflows, key=lambda each: -each.kpis.revenue)
            if each.kpis.count(Metric.SENT) or before[each.name].count(Metric.SENT)
        ]

    def _line(self, title: str, now: Kpis, before: Kpis) -> Line:
        n = self._numbers
        return Line(
            title=title,
            sent=n.count(now.count(Metric.SENT)),
            sent_before=n.count(before.count(Metric.SENT)),
            opened=n.share(now.open_rate),
            clicked=n.share(now.click_rate),
            converted=n.share(now.conversion_rate),
            revenue=n.whole_money(now.revenue),
            revenue_before=n.whole_money(before.revenue),
        )

    def _orders(self, orders: CurrencyOrders) -> str:
        whole, money = orders.whole, self._numbers.of_currency(orders.currency).money
        return (
            f"The shop’s orders: {self._numbers.count(whole.shop.orders)}, {money(whole.shop.net)} = "
            f"{money(whole.credited.net)} credited to a mail + {money(whole.uncredited.net)} not credited."
        )

    def _people(self, digest: Digest) -> str:
        n, grown = self._numbers, digest.week.list
        growth = "" if grown.growth_rate is None else f" ({n.growth(grown.growth_rate)})"
        return f"The list: {n.count(grown.start)} to {n.count(grown.end)} people{growth}."

    def _lifts(self, digest: Digest) -> Iterator[Changed]:
        for each in digest.week.workflows:
            if each.name in digest.lifts:
                for row in of_the_goal(digest.lifts[each.name], self._numbers):
                    yield Changed(name=f"{each.title}: {row.name}", says=row.says)

    def _text(
        self, digest: Digest, lines: Sequence[Line], shop: Sequence[str], ends: Mapping[str, Sequence[str]]
    ) -> str:
        n = self._numbers
        parts = [f"{self._shop.name}, {n.days(digest.first, digest.last)}; in brackets the week before.", ""]
        if len(lines) == 1:
            parts += ["No mail was sent.", ""]
        for each in lines if len(lines) > 1 else ():
            parts += [
                f"{each.title}: {each.revenue} ({each.revenue_before})",
                f"  sent {each.sent} ({each.sent_before}), opened {each.opened}, clicked {each.clicked}, "
                f"converted {each.converted}",
            ]
        parts += ["", *shop]
        for title, told_of in ends.items():
            parts += ["", title, *(f"- {each}" for each in told_of)] if told_of else []
        return "\n".join(parts).replace("\u2009", " ").replace("\u00a0", " ") + "\n"
