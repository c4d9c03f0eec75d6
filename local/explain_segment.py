"""`homing explain --segment`: why a contact is in a segment, or is not, and until when."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from homing.domain.contact import normal_email
from homing.domain.explanation import Finding, explained
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from local import known


def explain(address: str, segment: str, out: Path, console: Console) -> bool:
    """Print a segment's condition as a tree of what was found; False if there is nothing to tell."""
    found = known.read(normal_email(address) or "", out)
    if found is None:
        console.print(f"{address} is in no segment that a workflow of {out} uses.", highlight=False)
        return False
    if segment not in found.segments:
        names = ", ".join(found.segments)
        console.print(f"No workflow of {out} uses a segment {segment!r}; used are: {names}.", highlight=False)
        return False
    zone = str(found.facts.values.get("contact.zone") or "UTC")
    named = found.segments[segment]
    finding = explained(named.when, found.facts, found.segments)
    console.print(
        f"{address} is {'in' if finding.holds else 'not in'} {segment} ({named.title}), as of "
        f"{_clock(found.facts.now, zone)} their time"
        + (f"; it may change by itself on {_clock(finding.until, zone)}." if finding.until else "."),
        highlight=False,
        soft_wrap=True,
    )
    console.print(_tree(finding, zone), highlight=False, soft_wrap=True)
    return True


def memberships(address: str, out: Path, console: Console) -> None:
    """Print the segments that a contact is in, if any are used."""
    found = known.read(normal_email(address) or "", out)
    if found is not None and found.inside:
        names = ", ".join(sorted(found.inside))
        console.print(f"In the segments: {names}. Why, says --segment NAME.", highlight=False)


def _tree(finding: Finding, zone: str) -> Tree:
    tree = Tree(_label(finding, zone))
    for part in finding.parts:
        tree.add(_tree(part, zone))
    return tree


def _label(finding: Finding, zone: str) -> Text:
    verdict = {True: "yes", False: "no ", None: "?  "}[finding.holds]
    told = f"{verdict}  {finding.asks}"
    if finding.found:
        told += f": {finding.found}"
    if finding.until is not None:
        told += f" (until {_clock(finding.until, zone)})"
    return Text(told)


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M}"
