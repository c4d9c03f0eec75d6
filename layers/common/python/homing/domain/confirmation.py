"""A sign-up that waits until a mail's reader says that it was them, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Contact
from homing.domain.evidence import MARKETING, Channel, Evidence
from homing.domain.time import iso, parse_iso

ASKING = frozenset({ConsentSource.FORM, ConsentSource.API})
"""Whose grants may have to be confirmed; a `pending` of Shopify's is confirmed with Shopify."""

COUNTED_FOR = timedelta(hours=24)
"""As long as a mail that asks to confirm counts against its address."""

LONGEST_WORDING = 600
"""Characters of a wording that are handed on to the confirmation; the whole stands with the sign-up."""


class Standing(StrEnum):
    """What following a link that asks to confirm comes to."""

    OPEN = "open"
    DONE = "done"
    EXPIRED = "expired"
    VOID = "void"


def asked_lately(asked: Mapping[str, datetime], now: datetime) -> dict[str, datetime]:
    """The requests whose mails still count, by their ids."""
    return {request: at for request, at in asked.items() if now - at < COUNTED_FOR}


def is_for_mail(said: ConsentStatement) -> bool:
    """Whether it is about marketing by mail, which alone is confirmed by mail."""
    return (said.purpose, said.channel) == (MARKETING, Channel.EMAIL)


def is_request(said: ConsentStatement | None) -> bool:
    """Whether a statement waits for its contact to confirm it to us."""
    if said is None or not is_for_mail(said):
        return False
    return said.state is ConsentState.PENDING and said.source in ASKING


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One sign-up to be confirmed, as the mail's enrollment keeps it: `proof` is the event that told it.

    `address` is a keyed hash of the one that was signed up, and alone may confirm.
    """

    proof: str
    source: ConsentSource
    address: str
    asked_at: datetime
    expires_at: datetime
    wording: str | None = None
    wording_version: str | None = None

    def properties(self) -> Mapping[str, Any]:
        """What the event says that the mail is sent upon."""
        said = {
            "proof": self.proof,
            "source": self.source.value,
            "address": self.address,
            "expires_at": iso(self.expires_at),
            "wording_version": self.wording_version,
            "wording": (self.wording or "")[:LONGEST_WORDING],
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def told(cls, trigger: Mapping[str, Any]) -> "Request | None":
        """The request that an enrollment began upon; None if that was something else."""
        try:
            return cls(
                proof=trigger["proof"],
                source=ConsentSource(trigger["source"]),
                address=trigger["address"],
                asked_at=parse_iso(trigger["time"]),
                expires_at=parse_iso(trigger["expires_at"]),
                wording=trigger.get("wording"),
                wording_version=trigger.get("wording_version"),
            )
        except (KeyError, TypeError, ValueError):
            return None

    def evidence(self, where: str, message: str, seen: Evidence) -> Evidence:
        """What shows that it was confirmed: the words agreed to, the mail, the sign-up, and who pressed."""
        return Evidence(
            where=where,
            wording=self.wording,
            wording_version=self.wording_version,
            locale=seen.locale,
            ip=seen.ip,
            user_agent=seen.user_agent,
            proof=f"{message} {self.proof}",
        )

    def standing(self, contact: Contact, address: str | None, now: datetime) -> Standing:
        """What its link comes to now; `address` is the contact's own, hashed alike.

        Whoever left after they had signed up is not brought back by an old link, nor is a new address of
        theirs signed up by a link that went to the old one.
        """
        if address != self.address or self._left_since(contact):
            return Standing.VOID
        if contact.consent.agreed:
            return Standing.DONE
        return Standing.EXPIRED if now >= self.expires_at else Standing.OPEN

    def _left_since(self, contact: Contact) -> bool:
        left = (contact.consent.withdrawn_at, contact.consent.left_at)
        return any(each is not None and each.at >= self.asked_at for each in left)
