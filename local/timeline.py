"""The rehearsal's timeline: each line with the recipient's own clock, written as JSON."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.contact import Contact, zone
from homing.domain.time import iso
from homing.domain.timeline import Line


class MemoryTimeline:
    """ports.Timeline in memory; here, on the owner's own machine, a line names the address."""

    def __init__(self, contact_of: Callable[[str], Contact | None], shop_zone: str, since: datetime) -> None:
        self.lines: list[dict[str, Any]] = []
        self._contact_of = contact_of
        self._shop_zone = shop_zone
        self._since = since

    def write(self, line: Line) -> None:
        """Add one line, unless it tells of the time before the rehearsal."""
        if line.at < self._since:
            return
        contact = self._contact_of(line.contact_id) if line.contact_id else None
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
        self.lines.append({name: value for name, value in told.items() if value is not None})

    def save(self, path: Path) -> None:
        """One JSON object a line."""
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)
