"""Since when a workflow, or everything, is paused: what an operator's command notes for all to read."""

from collections.abc import Mapping
from datetime import datetime

from homing.adapters.dynamodb.items import instant
from homing.adapters.dynamodb.pace import PACE, PAUSED
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import together
from homing.domain.time import parse_iso

EVERYTHING = "*"
"""Stands where a workflow's name would, and is none."""

_PAUSES = "pause"


class Pauses:
    """Notes over the figures table. A workflow's pause is its queue's event source; this is its date.

    The pause of everything is the flag that the gate reads, in one transaction with its date.
    """

    def __init__(self, *, figures: Table) -> None:
        self._table = figures

    def since(self) -> Mapping[str, datetime]:
        """When each pause that stands began, by workflow, or EVERYTHING."""
        return {item["sk"]: parse_iso(item["since"]) for item in self._table.query(_PAUSES)}

    def begin(self, name: str, at: datetime) -> None:
        """Note a pause; one that stands keeps its date."""
        note = self._table.update(Key(_PAUSES, name), fill={"since": instant(at)})
        flag = [self._table.update(PACE, assign={PAUSED: True})] if name == EVERYTHING else []
        together(self._table.client, [note, *flag])

    def end(self, name: str) -> None:
        """Take a pause out."""
        flag = [self._table.update(PACE, remove=[PAUSED])] if name == EVERYTHING else []
        together(self._table.client, [self._table.delete(Key(_PAUSES, name)), *flag])
