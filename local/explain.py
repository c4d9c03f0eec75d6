"""`homing explain`: one contact's story, read from a rehearsal's timeline."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.contact import normal_email
from homing.domain.errors import InvalidTimeline
from rich.console import Console
from rich.table import Table

from local.timeline import FILE, WHY_FILE

WHY = {
    "no_consent": "no consent to marketing mail",
    "suppressed": "the address bounced, complained or was blocked",
    "no_address": "no email address known",
    "re_entry": "has been in this workflow before",
    "holdout": "in the holdout group",
    "superseded": "a newer cart took its place",
    "condition": "the condition did not hold at that moment",
    "expired": "too late to be of use",
    "enrollment_ended": "the enrollment had ended",
    "not_live": "the workflow that was to go on takes nobody in",
    "too_deep": "too many workflows had handed on to one another",
    "exited": "left the workflow before",
    "merged": "merged with another contact",
    "refused": "the other side will not take it",
    "lost": "nobody answered for 15 days",
    "no_content": "there was nothing to say",
    "quiet_hours": "night where the recipient is",
    "frequency_cap": "enough mails for now",
    "date_moved": "due at another instant by now",
    "send_rate": "the account's send rate is used up",
    "guard": "held by a guard",
    "paused": "the workflow, or all sending, is paused",
    "no_code": "no discount code lay ready",
    "goal": "reached the goal",
    "unsubscribed": "left the list",
    "complained": "marked a mail as spam",
    "bounced": "the address does not exist",
    "credited": "after a click in this workflow's mail",
    "uncredited": "without a click in this workflow's mail",
    "ignored": "nothing we act on",
    "duplicate": "delivered before",
    "erased": "of somebody who was erased",
}
"""What each reason means to a reader; a test holds it against the enum."""


def explain(address: str, out: Path, console: Console) -> bool:
    """Print a contact's story; False if the rehearsal knows no such contact."""
    email = normal_email(address)
    story = [line for line in _told(out) if line.get("email") == email]
    if not story:
        console.print(f"{address} does not appear in {out}.", highlight=False)
        return False
    last = story[-1]
    console.print(
        f"[bold]{email}[/bold], lives in {last['zone']} (from: {last['zone_source']})", highlight=False
    )
    table = Table(box=None, pad_edge=False)
    for heading in ("Their clock", "What", "Workflow", "Step", "Why, or what exactly"):
        table.add_column(heading, no_wrap=heading == "Their clock")
    for place, line in enumerate(story):
        table.add_row(
            datetime.fromisoformat(line["local"]).strftime("%a %d %b %H:%M"),
            line["kind"],
            line.get("workflow", ""),
            line.get("step", ""),
            "\n".join(filter(None, (_why(line), when_of(line, story[:place])))),
        )
    console.print(table)
    return True


def _told(out: Path) -> Iterator[dict[str, Any]]:
    """Each line, with why it is of its instant where that was told."""
    whys = {each["line"]: each["why"] for each in _lines(out / WHY_FILE)}
    for number, line in enumerate(_lines(out / FILE)):
        yield line | ({"why": whys[number]} if number in whys else {})


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    except OSError as error:
        raise InvalidTimeline(f"{path}: {error.strerror}; play a rehearsal first: make demo") from error


def when_of(line: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> str:
    """Why a message is of its instant, with what held it back on the way."""
    if "why" not in line:
        return ""
    same = [each for each in before if _message(each) == _message(line)]
    begun = max((place for place, each in enumerate(same) if each["kind"] in _FIRST), default=-1)
    parked = [_held(each) for each in same[begun + 1 :] if each["kind"] == "parked"]
    held = f"; held back: {', then '.join(parked)}" if parked and line["kind"] != "parked" else ""
    return f"{line['why']}{held}"


_FIRST = ("sent", "skipped", "rejected", "waiting")
"""After which a message, or another pass of it, begins anew."""


def _message(line: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return line.get("enrollment"), line.get("step")


def _held(line: Mapping[str, Any]) -> str:
    return f"{WHY.get(line['reason'], line['reason'])} {_until(line)}"


def _why(line: Mapping[str, Any]) -> str:
    if line["kind"] == "waiting":
        return _until(line)
    if line["kind"] == "sent":
        return f"“{line['subject']}”"
    reason = line.get("reason", "")
    told = WHY.get(reason, reason)
    until = _until(line) if "until" in line else ""
    why = ", ".join(part for part in (told, until) if part)
    return " · ".join(part for part in (line.get("event", ""), why) if part)


def _until(line: Mapping[str, Any]) -> str:
    local = datetime.fromisoformat(line["until"]).astimezone(ZoneInfo(line["zone"]))
    return f"until {local:%a %d %b %H:%M}"
