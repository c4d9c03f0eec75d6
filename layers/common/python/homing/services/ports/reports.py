"""Where reports are put down for other programs and for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from homing.services.lift import Lift
from homing.services.report import Report


class ReportFiles(Protocol):
    """Files of figures, by name; none of them tells of a contact."""

    def keep(self, name: str, text: str) -> None:
        """Keep a file, in place of one of that name."""

    def keep_first(self, name: str, text: str) -> bool:
        """Keep a file unless one of that name is there; whether it was kept."""

    def drop(self, name: str) -> None:
        """Take a file away again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A week's report and that of the week before, and the lifts of who was assigned in a longer time."""

    first: date
    last: date
    week: Report
    before: Report
    assigned_since: date
    lifts: Mapping[str, Lift]  # by workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDigest:
    """A digest as a mail has it."""

    subject: str
    html: str
    text: str


class DigestWriter(Protocol):
    """Puts a digest into words."""

    def write(self, digest: Digest) -> WrittenDigest:
        """The mail of a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A colleague who gets the digest."""

    name: str
    address: str


Readers = Sequence[Reader]
