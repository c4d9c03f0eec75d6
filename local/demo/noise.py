"""What the way does to webhooks: repeated, late, swapped, and now and then something nobody asked for."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from homing.domain.time import iso

from local.demo.draws import between, drawn
from local.demo.happenings import Happening
from local.lines import InputLine

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

_STRANGERS = (
    "inventory_levels/update",
    "customers_marketing_consent/update",
    "app/uninstalled",
    "themes/publish",
)


def deliveries(happenings: Iterable[Happening], seed: int, start: datetime) -> Sequence[InputLine]:
    """The lines as they reach our door; what happened before the start came in good order."""
    lines: list[InputLine] = []
    for happening in happenings:
        if happening.at < start:
            lines.append(line(happening.at, happening, _webhook_id(drawn(seed, "calm", _text(happening)))))
        else:
            lines += delivered(happening, seed)
    return sorted(lines, key=lambda each: (each.at, each.text))


def delivered(happening: Happening, seed: int) -> Iterator[InputLine]:
    """One webhook, once or twice, now or later. It depends on nothing but the webhook itself."""
    chance = drawn(seed, "way", _text(happening))
    webhook_id = _webhook_id(chance)
    at = happening.at + _delay(chance)
    yield line(at, happening, webhook_id)
    match chance.choices((None, "retried", "sent twice"), weights=(955, 35, 10))[0]:
        case "retried":
            yield line(at + between(chance, 5 * SECOND, 4 * HOUR), happening, webhook_id)
        case "sent twice":
            yield line(at + between(chance, SECOND, 10 * MINUTE), happening, _webhook_id(chance))
        case _:
            pass


def strange(seed: int, start: datetime, days: int) -> Iterator[Happening]:
    """Topics that nobody asked for, and bodies of nothing."""
    for day in range(days):
        chance = drawn(seed, "strange", day)
        at = start + timedelta(days=day) + between(chance, MINUTE, 23 * HOUR)
        match chance.choices((None, "topic", "body"), weights=(60, 25, 15))[0]:
            case "topic":
                yield Happening(at=at, topic=chance.choice(_STRANGERS), body={"id": day + 1})
            case "body":
                yield Happening(at=at, topic=chance.choice(("orders/create", "customers/update")), body=None)
            case _:
                pass


def line(at: datetime, happening: Happening, webhook_id: str) -> InputLine:
    """A webhook as a rehearsal's input line."""
    content = {
        "at": iso(at),
        "source": "shopify",
        "topic": happening.topic,
        "id": webhook_id,
        "body": happening.body,
    }
    return InputLine(at=at, source="shopify", content=content, text=json.dumps(content, sort_keys=True))


def _delay(chance: Random) -> timedelta:
    """Most are there in a second or two; swapped ones are overtaken by what follows them within minutes."""
    match chance.choices(("usual", "swapped", "late", "very late"), weights=(900, 50, 44, 6))[0]:
        case "usual":
            return chance.choice((SECOND, SECOND, 2 * SECOND))
        case "swapped":
            return between(chance, 20 * SECOND, 3 * MINUTE)
        case "late":
            return between(chance, 3 * MINUTE, 4 * HOUR)
        case _:
            return between(chance, 4 * HOUR, 30 * HOUR)


def _webhook_id(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _text(happening: Happening) -> str:
    return f"{iso(happening.at)} {happening.topic} {json.dumps(happening.body, sort_keys=True)}"
