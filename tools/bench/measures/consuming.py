"""What one webhook takes of a processor, at the door and at the consumer behind it."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from statistics import median
from time import process_time

from functions.trigger import events
from local.account import Account
from tools.bench import shop
from tools.bench.measure import Measure, Row, Size, times

CONTACTS = {Size.TINY: 30, Size.FULL: 300}
RUNS = {Size.TINY: 1, Size.FULL: 7}
FLOOR = "HMAC-SHA-256 and JSON of the same body"


def run(size: Size) -> Sequence[Row]:
    """A row for the door, one for the consumer, and one for what the consumer has seen before."""
    doors, consumed, repeated, floors = [], [], [], []
    for _ in range(RUNS[size]):
        with shop.shop(CONTACTS[size], keep="events") as (account, records):
            floors.append(_floor(records))
            doors.append(_door(account, records))
            consumed.append(shop.seconds_a_record(events.handler, records, 10))
            repeated.append(shop.seconds_a_record(events.handler, records, 10))
    floor = median(floors)
    return [
        _row("a webhook at the door", median(doors), floor),
        _row("at the consumer, in batches of 10", median(consumed), floor),
        _row("at the consumer, a second time", median(repeated), floor),
    ]


def _floor(records: Sequence[shop.Record]) -> float:
    bodies = [record["body"].encode("latin-1") for record in records]
    before = process_time()
    for body in bodies:
        hmac.digest(b"bench", body, hashlib.sha256)
        json.loads(body)
    return (process_time() - before) / len(bodies)


def _door(account: Account, records: Sequence[shop.Record]) -> float:
    posts = [
        (record["messageAttributes"]["topic"]["stringValue"], record["body"].encode("latin-1"))
        for record in records
    ]
    before = process_time()
    for topic, body in posts:
        account.webhook(topic, body)
    return (process_time() - before) / len(posts)


def _row(name: str, ours: float, floor: float) -> Row:
    how = f"{ours * 1000:.3f} over {floor * 1000:.3f} ms, {1 / ours:,.0f} a second and core"
    return Row(name=name, figure=times(ours / floor), over=FLOOR, how=how)


MEASURE = Measure(
    title="Consuming",
    says="Processor time of `functions/trigger` for one Shopify webhook of the demo's first days: at the "
    "door with its signing, and at the consumer, over the laptop's ports in memory. What DynamoDB adds is "
    "boto3's own.",
    run=run,
)
