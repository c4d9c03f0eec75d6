"""Which links of a mail people followed, each once, and which one they followed last before something."""

from collections.abc import Iterator
from datetime import datetime

from homing.domain.interactions import Interaction
from homing.domain.labelled import counts_as_click, judgements
from homing.domain.message import Message


def clicked_links(message: Message, until: datetime | None = None) -> frozenset[str]:
    """The links to content that people followed, up to an instant if one is given."""
    return frozenset(each.link for each in _clicks(message, until) if each.link is not None)


def last_link(message: Message, until: datetime) -> str | None:
    """The link that was followed last, None if none was by then."""
    clicks = [(each.at, each.link) for each in _clicks(message, until) if each.link is not None]
    return max(clicks)[1] if clicks else None


def _clicks(message: Message, until: datetime | None) -> Iterator[Interaction]:
    for each in judgements(message):
        if counts_as_click(each) and (until is None or each.interaction.at <= until):
            yield each.interaction
