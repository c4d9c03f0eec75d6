"""Mails that asked an address to confirm: one item an address, of the requests of the last 24 hours."""

from datetime import datetime

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import absent
from homing.adapters.dynamodb.items import expiry, instant
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.confirmation import COUNTED_FOR, asked_lately
from homing.domain.time import parse_iso


class ConfirmationMails:
    """ports.ConfirmationMails over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def allow(self, address: str, request: str, now: datetime, most: int) -> bool:
        """Whether a request may bring one more mail, which counts from now on; the same again is the same."""
        key = confirmations_key(address)
        while True:
            item = self._table.get(key)
            known = item["asked"] if item is not None else {}
            asked = asked_lately({each: parse_iso(at) for each, at in known.items()}, now)
            if request in asked:
                return True
            if len(asked) >= most:
                return False
            told = {each: instant(at) for each, at in {**asked, request: now}.items()}
            same = Attr("asked").eq(known) if item is not None else absent(self._table.now())
            if alone(
                self._table.client, self._table.put(key, {"asked": told, **expiry(now, COUNTED_FOR)}, same)
            ):
                return True


def confirmations_key(address: str) -> Key:
    """Where the requests of an address are."""
    return Key(f"asked#{address}", "CONFIRMATION")
