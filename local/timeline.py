"""The rehearsal's timeline: each line with the recipient's own clock, written as JSON."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homing.adapters.workflow_set import WorkflowSet
from homing.domain.contact import Contact, zone
from homing.domain.enrollment import Enrollment
from homing.domain.shop import Shop
from homing.domain.time import iso
from homing.domain.timeline import Kind, Line

from local.timings import Timings

FILE = "timeline.jsonl"
WHY_FILE = "why.jsonl"
"""Beside the timeline: the number of a line, and why it is of its instant."""

About = tuple[Contact | None, Enrollment | None]
"""Who a line is about, and which passage of theirs."""


class MemoryTimeline:
    """ports.Timeline in memory; here, on the owner's own machine, a line names the address."""

    def __init__(
        self, about: Callable[[Line], About], workflows: WorkflowSet, shop: Shop, since: datetime
    ) -> None:
        self.lines: list[dict[str, Any]] = []
        self.whys: dict[int, str] = {}
        self._about = about
        self._timings = Timings(workflows, shop)
        self._shop_zone = shop.zone
        self._since = since

    def write(self, line: Line) -> None:
        """Add one line, unless it tells of the time before the rehearsal."""
        if line.at < self._since:
            return
        contact, row = self._about(line)
        told: dict[str, Any] = {"at": iso(line.at)}
        if contact is not None:
            lives_in = zone(contact, self._shop_zone)
            local = line.at.astimezone(ZoneInfo(lives_in.name))
            told |= {
                "local": local.isoformat(timespec="seconds"),
                "zone": lives_in.name,
                "zone_source": lives_in.source,
            }
        told |= {
            "kind": line.kind.value,
            "workflow": line.workflow,
            "enrollment": line.enrollment,
            "step": line.step,
            "variant": line.variant,
            "locale": line.locale,
            "email": contact.email if contact else None,
            "reason": line.reason,
            "event": line.event,
            "subject": line.subject,
            "channel": line.channel,
            "until": iso(line.until) if line.until else None,
        }
        why = self._timings.why(line, row, contact) if row is not None and contact is not None else ""
        if line.kind is Kind.FEEDBACK:
            why = line.because or ""
        if why:
            self.whys[len(self.lines)] = why
        self.lines.append({name: value for name, value in told.items() if value is not None})

    def save(self, out: Path) -> None:
        """One JSON object a line, and beside them one for each line that tells of an instant."""
        _write(out / FILE, iter(self.lines))
        _write(out / WHY_FILE, ({"line": number, "why": why} for number, why in self.whys.items()))


def _write(path: Path, told: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in told)
