"""What AWS asks for the live flows' mails in the demo's shop, in list prices, over what SES alone asks."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from homing import bootstrap
from homing.domain.contact import Contact

from local import meter
from local.account import Account
from local.demo import season
from local.idle_bill import idle_bill, resources
from tools.bench.measure import Measure, Row, Size, times

SHOPS = {Size.TINY: (12, 6), Size.FULL: (240, 60)}
"""Contacts and days of the shop that is played."""

STRANGERS = {Size.TINY: (10, 100), Size.FULL: (1_000, 100_000, 1_000_000)}
"""Contacts that stand in the tables and do nothing while a small shop plays; the first is the floor."""

TEMPLATES = Path("cdk.out")
IDLE_GOAL = 5  # dollars a month


def run(size: Size) -> Sequence[Row]:
    """The ratio in all and by workflow, its parts, the price at size, and an idle deployment."""
    contacts, days = SHOPS[size]
    usage = _usage(contacts, days)
    told = (
        f"${usage['price_per_1000']:.4f} per 1,000 of {usage['sent']:,} mails, {contacts} people, {days} days"
    )
    rows = [_row("all mails", usage, told)]
    rows += [
        _row(f"`{name}`", each, f"${each['price_per_1000']:.4f} per 1,000 of {each['sent']:,} mails")
        for name, each in usage["workflows"].items()
        if each["price_per_1000"] is not None
    ]
    ses = usage["per_1000_by_service"]["SES"]
    rows += [
        Row(name=f"of which {name}", figure=f"{price / ses:.3f}x", over="SES", how=f"${price:.6f} per 1,000")
        for name, price in usage["per_1000_by_service"].items()
    ]
    return [*rows, *_at_size(STRANGERS[size]), *_idle()]


def _usage(contacts: int, days: int, strangers: int = 0) -> Mapping[str, Any]:
    played = season.prepare(season.stage(days, live_only=True), 1, contacts)
    fill(played.account, strangers)
    try:
        season.run(played)
        account = played.account
        return meter.usage(account.tally, account.stepper, account.tables)
    finally:
        bootstrap.install(None)


def fill(account: Account, strangers: int) -> None:
    """People who do nothing: one object stands for all, or a million would fill the memory."""
    somebody = Contact(id="c-somebody")
    ids = [f"c-{number:026}" for number in range(strangers)]
    account.tables.contacts.update(dict.fromkeys(ids, somebody))
    account.tables.aliases.update((f"email#{each}@example.com", each) for each in ids)


def _row(name: str, usage: Mapping[str, Any], how: str) -> Row:
    return Row(name=name, figure=times(usage["price_ratio_to_ses"]), over="SES alone", how=how)


def _at_size(strangers: Sequence[int]) -> list[Row]:
    few, days = SHOPS[Size.TINY]
    calls = cache(lambda among: _usage(few, days, among)["port_calls"])
    floor = sum(calls(strangers[0]).values())
    return [
        Row(
            name=f"calls of tables, queues and machines among {among:,} contacts",
            figure=times(sum(calls(among).values()) / floor),
            over=f"those among {strangers[0]:,}",
            how=f"{sum(calls(among).values()):,} over {floor:,} for the same {few} people and {days} days",
        )
        for among in strangers[1:]
    ]


def _idle() -> list[Row]:
    if not list(TEMPLATES.glob("*.template.json")):
        return []  # `make bench` synthesises them first
    standing = idle_bill(resources(TEMPLATES))
    due = sum(each.due for each in standing)
    listed = sum(each.listed for each in standing)
    return [
        Row(
            name="an idle sandbox, a month",
            figure=times(float(due) / IDLE_GOAL),
            over=f"the goal of ${IDLE_GOAL}",
            how=f"${due:.2f} less what is always free, ${listed:.2f} at list price",
        )
    ]


MEASURE = Measure(
    title="List price of a mail",
    says="The live flows in us-east-1, no free tier, SES at $0.10 per 1,000, counted as docs/cost.md says. "
    "The work for the same people is counted again with strangers in the tables.",
    run=run,
)
