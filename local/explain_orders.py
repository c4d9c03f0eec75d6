"""`homing explain` of orders: what each is worth by now, which mail earned it, and which had a part in it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.contact import normal_email
from homing.domain.enrollment import workflow_of
from homing.domain.order import MessageKey, OrderRow
from homing.domain.time import iso
from rich.console import Console

from local.deployment import Deployment

FILE = "orders.jsonl"


def save(deployment: Deployment, out: Path) -> None:
    """Write a line for each order."""
    with (out / FILE).open("w", encoding="utf-8") as file:
        for line in _lines(deployment):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def of_contact(address: str, out: Path, console: Console) -> None:
    """Print the orders of a contact, if they have any."""
    email = normal_email(address)
    _print([each for each in _kept(out) if email in each["emails"]], console)


def of_order(order_id: str, out: Path, console: Console) -> bool:
    """Print one order by its id; False if the rehearsal heard of none."""
    found = [each for each in _kept(out) if each["order"] == order_id.removeprefix("#")]
    if not found:
        console.print(f"There is no order {order_id} in {out}.", highlight=False)
    _print(found, console)
    return bool(found)


def _lines(deployment: Deployment) -> Iterator[Mapping[str, Any]]:
    tables = deployment.tables
    told = [(row.order, row) for row in tables.orders.values() if row.order is not None]
    for order, row in sorted(told, key=lambda each: (each[0].time, each[0].id)):
        people = (tables.contacts.get(each) for each in row.contacts)
        yield {
            "order": row.id,
            "at": iso(order.time.at),
            "zone": deployment.shop.zone,
            "emails": sorted({each.email for each in people if each is not None and each.email is not None}),
            "total": str(order.total),
            "worth": str(row.revenue() if row.stands else 0),
            "currency": order.currency or deployment.shop.currency,
            "counts": _counts(row),
            "earned_by": _mail(row.credited_to) if row.credited_to else None,
            "assisted": [_mail(each) for each in row.assisted],
        }


def _counts(row: OrderRow) -> str:
    if row.order is not None and row.order.test:
        return "a test, which counts nowhere"
    if row.stands is None:
        return "cancelled before it was paid, so it counts nowhere"
    if row.cancelled:
        return "cancelled after it was paid"
    return "" if not row.went_back() else f"{row.went_back()} went back"


def _mail(key: MessageKey) -> str:
    return f"{workflow_of(key[0])}.{key[1]}"


def _kept(out: Path) -> Sequence[dict[str, Any]]:
    place = out / FILE
    return [json.loads(line) for line in place.read_text("utf-8").splitlines()] if place.exists() else []


def _print(orders: Sequence[Mapping[str, Any]], console: Console) -> None:
    if orders:
        console.print("Orders", style="bold")
    for each in orders:
        at = datetime.fromisoformat(each["at"]).astimezone(ZoneInfo(each["zone"]))
        earned = f"earned by {each['earned_by']}" if each["earned_by"] else "earned by no mail"
        helped = f"{', '.join(each['assisted'])} had a part in it" if each["assisted"] else ""
        told = [
            f"worth {each['worth']} {each['currency']} of {each['total']}",
            each["counts"],
            earned,
            helped,
        ]
        words = "; ".join(part for part in told if part)
        console.print(f"{at:%a %d %b %H:%M}  {each['order']}  {words}", highlight=False, markup=False)
