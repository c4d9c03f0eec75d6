"""What a subject says before anything is filled in: the line of its catalogue, which names nobody."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import GNUTranslations

_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)
_PLACE = re.compile(r"%\((\w+)\)s")


class Listened:
    """A catalogue whose lines can be listened to while a template asks for them."""

    def __init__(self, catalogue: GNUTranslations) -> None:
        self.gettext = _told(catalogue.gettext)
        self.ngettext = _told(catalogue.ngettext)
        self.pgettext = _told(catalogue.pgettext)
        self.npgettext = _told(catalogue.npgettext)


@contextmanager
def listening() -> Iterator[list[str]]:
    """The lines that are asked for meanwhile."""
    lines: list[str] = []
    token = _heard.set(lines)
    try:
        yield lines
    finally:
        _heard.reset(token)


def line_of(lines: list[str]) -> str:
    """`{percent} off what is in your cart`; empty where the catalogue had no part in the subject."""
    return " ".join(_PLACE.sub(r"{\1}", " ".join(lines)).replace("%%", "%").split())


def _told(ask: Callable[..., str]) -> Callable[..., str]:
    def asked(*said: object) -> str:
        line = ask(*said)
        lines = _heard.get()
        if lines is not None:
            lines.append(line)
        return line

    return asked
