"""What the shop's site and programs tell of its people, as a Segment library sends it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homing.domain.time import iso

from local.demo.draws import drawn
from local.demo.people import Person
from local.lines import InputLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the tracking API; `at` is when it is made and arrives."""

    at: datetime
    body: Mapping[str, Any]


def track(person: Person, at: datetime, event: str, **properties: Any) -> Call:
    """A person does something."""
    return Call(at=at, body=_of(person, at, "track") | {"event": event, "properties": properties})


def page(person: Person, at: datetime, path: str, title: str) -> Call:
    """A person looks at a page."""
    seen = {"path": path, "title": title}
    return Call(at=at, body=_of(person, at, "page") | {"name": title, "properties": seen})


def identify(person: Person, at: datetime, **traits: Any) -> Call:
    """The site learns who somebody is."""
    return Call(at=at, body=_of(person, at, "identify") | {"traits": {"email": person.email, **traits}})


def lines(calls: Iterable[Call], seed: int) -> Iterator[InputLine]:
    """The calls as a rehearsal's input; each has a message id of its own, and some come twice."""
    for call in calls:
        told = json.dumps(call.body, sort_keys=True)
        chance = drawn(seed, "call", told)
        content = {
            "at": iso(call.at),
            "source": "segment",
            "body": {**call.body, "messageId": f"{chance.getrandbits(96):024x}"},
        }
        line = InputLine(
            at=call.at, source="segment", content=content, text=json.dumps(content, sort_keys=True)
        )
        yield line
        if chance.random() < 0.01:
            yield line


def _of(person: Person, at: datetime, kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "userId": f"u{person.customer_id}",
        "timestamp": iso(at),
        "context": {"traits": {"email": person.email}},
    }
