"""What a function is called for, in a text that is the same when the same work comes again."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]


def work_of(function: str, event: Event) -> str:
    """The records, the request or the question of an invocation; empty for what the scheduler calls."""
    return " ".join(sorted(_OF.get(function, _nothing)(event)))


def _records(event: Event) -> Iterator[Event]:
    yield from event["Records"]


def _mails(event: Event) -> Iterator[str]:
    for record in _records(event):
        asked = _json(record["body"])
        yield f"{asked.get('enrollment')}/{asked.get('step')}"


def _webhooks(event: Event) -> Iterator[str]:
    for record in _records(event):
        given = record["messageAttributes"]
        yield "/".join(given[name]["stringValue"] for name in ("topic", "delivery_id") if name in given)


def _feedback(event: Event) -> Iterator[str]:
    for record in _records(event):
        told = _json(record["body"])
        yield f"{told.get('eventType')}/{told.get('mail', {}).get('tags', {}).get('message')}"


def _request(event: Event) -> Iterator[str]:
    yield f"{event['rawPath']} {event['headers'].get('x-shopify-webhook-id', '')}"


def _question(event: Event) -> Iterator[str]:
    yield event["detail"]["name"] if "detail" in event else f"{event['enrollment']}/{event['step']}"


def _nothing(event: Event) -> Iterator[str]:
    yield from ()


def _json(body: str) -> Any:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


_OF: Mapping[str, Callable[[Event], Iterator[str]]] = {
    "send": _mails,
    "events": _webhooks,
    "feedback": _feedback,
    "webhook": _request,
    "pages": _request,
    "step": _question,
}
