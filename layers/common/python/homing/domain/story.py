"""A contact's story in lines, for a colleague who takes over from the machine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from homing.domain.facts import Deed
from homing.domain.message import Message

NEWEST = 20
"""As many lines as somebody reads before they write or call."""

_NAMES = (
    "name",
    "title",
    "product",
    "product_title",
    "resource_title",
    "feature_title",
    "service_title",
    "query",
    "topic",
    "score",
    "path",
    "url",
    "resource",
    "feature",
    "service",
    "order_id",
    "product_id",
)
"""Properties that tell a reader what an event was about, the most telling first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened, in words."""

    at: datetime
    what: str


def lines(deeds: Iterable[Deed], messages: Iterable[Message]) -> list[Line]:
    """The newest things that a contact did and got, oldest first; each once, whoever told of it."""
    told = {*map(_deed, deeds), *(line for message in messages for line in _message(message))}
    return sorted(told, key=lambda line: (line.at, line.what))[-NEWEST:]


def _deed(deed: Deed) -> Line:
    about = next(
        (deed.properties[name] for name in _NAMES if deed.properties.get(name) not in (None, "")), None
    )
    return Line(at=deed.at, what=deed.name if about is None else f"{deed.name}: {about}")


def _message(message: Message) -> Iterator[Line]:
    if message.sent_at is None:
        return
    about = message.subject or message.id.step
    yield Line(at=message.sent_at, what=f"Email Sent: {about}")
    if message.opened_at is not None:
        yield Line(at=message.opened_at, what=f"Email Opened: {about}")
    if message.clicked_at is not None:
        yield Line(at=message.clicked_at, what=f"Email Link Clicked: {about}")
