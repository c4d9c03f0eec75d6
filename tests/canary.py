"""A person whose every byte can be told from all others, who goes through every flow and every door."""

import base64
import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.builders import DAY, HOUR, at, stamp, webhook

FLOWS = Path(__file__).parent / "events" / "flows"
START = at("2026-03-02 00:00")
LAST_STORY = START + 40 * DAY
EMAIL = "kanarifugl.zebra@canary.example.net"
CUSTOMER = 918273645501
ORDERS = 918273640000
NAMES = {"first_name": "Kanarifugl", "last_name": "Zebrasen", "phone": "+4799887766"}
ADDRESS = {"address1": "Kanarigata 77", "zip": "0983", "city": "Kanarivik", "country_code": "NO"}
USER, BROWSER, TOKEN = "user-kanari-5566", "anon-kanari-7788", "tok-kanari-"

BYTES = (
    EMAIL,
    "kanarifugl",
    "zebrasen",
    "99887766",
    "kanarigata",
    "kanarivik",
    str(CUSTOMER),
    str(ORDERS)[:9],
    USER,
    BROWSER,
    TOKEN,
)
"""Whatever tells of them, in lower case; every one stands in some row before the erasure."""


def story(*flows: str) -> list[str]:
    """The stories of these flows, or all, with them in the first person's place, and what only they do."""
    paths = [path for path in sorted(FLOWS.glob("*.jsonl")) if not flows or path.stem in flows]
    told = [line for path in paths for line in path.read_text().splitlines()]
    own = {token for line in told if "person1@" in line for token in _tokens(json.loads(line))}
    lines = [json.dumps(_theirs(json.loads(line), own)) for line in told]
    kept = [line for line in lines if datetime.fromisoformat(json.loads(line)["at"]) < LAST_STORY]
    return sorted({*kept, *_besides()}, key=lambda line: (json.loads(line)["at"], line))


def asks(topic: str, *, at: datetime) -> str:
    """What the shop passes on for them."""
    body = {
        "shop_id": 954889,
        "shop_domain": "fjord-og-fell.myshopify.com",
        "customer": {"id": CUSTOMER, "email": EMAIL, "phone": NAMES["phone"]},
        "orders_to_redact": [ORDERS],
    }
    return webhook(topic, body, at=at)


def found(text: str | bytes) -> list[str]:
    """Which of their bytes are in something, be it zipped or in Base64."""
    return sorted({each for layer in _layers(text) for each in BYTES if each in layer})


def _besides() -> Iterator[str]:
    """A browser that is recognised later, a form, a change of their record, something wanted."""
    moment = START + 3 * DAY
    visit = {"type": "page", "anonymousId": BROWSER, "properties": {"path": "/kanarigata"}}
    yield json.dumps({"at": stamp(moment), "source": "segment", "body": visit})
    who = {
        "type": "identify",
        "anonymousId": BROWSER,
        "userId": USER,
        "traits": {"email": EMAIL, **NAMES, "birthday": "1980-03-20"},
    }
    yield json.dumps({"at": stamp(moment + HOUR), "source": "segment", "body": who})
    record = {
        "id": CUSTOMER,
        "email": EMAIL,
        **NAMES,
        "default_address": ADDRESS,
        "updated_at": stamp(moment + 2 * HOUR),
    }
    yield webhook("customers/update", record, at=moment + 2 * HOUR)
    wanted = {
        "type": "track",
        "userId": USER,
        "event": "Back In Stock Requested",
        "properties": {"product_id": "777", "note": "kanarigata"},
    }
    yield json.dumps({"at": stamp(moment + 3 * HOUR), "source": "segment", "body": wanted})


def _tokens(line: Mapping[str, Any]) -> set[str]:
    body = line.get("body", {})
    return {str(body[name]) for name in ("token", "cart_token", "checkout_token") if body.get(name)}


def _theirs(value: Any, own: set[str]) -> Any:
    match value:
        case Mapping():
            changed = {name: _theirs(each, own) for name, each in value.items()}
            if "person1@example.com" in map(str, value.values()) and value.get("id") == 1:
                changed |= {"id": CUSTOMER, **NAMES}
            if value.get("customer_id") == 1:
                changed["customer_id"] = CUSTOMER
            if _is_order(value):
                changed["id"] = ORDERS + int(value["id"]) % 1000
            if changed.get("email") == EMAIL and "shipping_address" in changed:
                changed["shipping_address"] = {**ADDRESS, **NAMES}
            return changed
        case list():
            return [_theirs(each, own) for each in value]
        case str() if value in own or value.removeprefix("cart-") in own:
            return f"{TOKEN}{value}"
        case "u1":
            return USER
        case str():
            return value.replace("person1@example.com", EMAIL)
        case _:
            return value


def _is_order(value: Mapping[str, Any]) -> bool:
    return value.get("email") == "person1@example.com" and "financial_status" in value


def _layers(text: str | bytes) -> Iterable[str]:
    """A text, and what is packed into it."""
    raw = text.encode() if isinstance(text, str) else text
    if raw.startswith(b"\x1f\x8b"):
        yield from _layers(gzip.decompress(raw))
        return
    plain = raw.decode("utf-8", "replace").lower()
    yield plain
    yield json.dumps(plain)  # as it stands inside another text
    for packed in re.findall(rb"[A-Za-z0-9+/=]{24,}", raw):
        try:
            inner = base64.b64decode(packed, validate=True)
        except ValueError:
            continue
        if inner.startswith(b"\x1f\x8b"):
            yield from _layers(inner)
        else:
            yield inner.decode("utf-8", "replace").lower()
