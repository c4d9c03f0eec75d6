"""`make demo`: two hundred days of an invented shop, and where to look at what came of them."""

from pathlib import Path

from rich.console import Console

from local import outbox, progress, rehearse
from local.demo import pictures, season, stories
from local.terminal_report import print_report

LOOK = (
    ("report.html", "the report that a marketer reads; open it in a browser"),
    ("outbox/index.html", "every mail that was sent"),
    ("timeline.jsonl", "what happened to whom and when, one line each"),
    ("report.json", "the figures, for other programs"),
    ("meter.json", "what it used of AWS"),
)


def run(*, out: Path, seed: int, days: int, contacts: int, console: Console) -> None:
    """Play the demo shop, write what came of it, and say where it is."""
    on = season.stage(days)
    played = season.prepare(on, seed, contacts)
    zones = len({person.place.zone for person in played.people})
    first = f"{on.start.day} {on.start:%B %Y}"
    _say(
        console,
        f"{played.account.shop.name} is an invented shop in Norway. Playing {days} days from {first}:",
    )
    _say(console, f"{contacts} people in {zones} time zones, {len(played.lines)} webhooks and calls.")
    drawn = pictures.pictures(played.account.shop.colours)
    with outbox.beside(out / outbox.FOLDER, drawn) as mails:
        played.account.mailer.keeps = mails.take
        with progress.of(on) as tell:
            season.run(played, tell)
        report = rehearse.write(played.account, on, out, mails)
    print_report(report, console)
    _say(console, "Where to look:")
    for name, what in LOOK:
        _say(console, f"  {out / name}: {what}")
    told = stories.interesting(played.account.timeline.lines, 2)
    if told:
        _say(console, "Two people's stories:" if len(told) > 1 else "One person's story:")
    for address in told:
        _say(console, f"  homing explain {address}" + ("" if _is_default(out) else f" --out {out}"))


def _is_default(out: Path) -> bool:
    """Whether `homing explain` looks there by itself."""
    return out == Path("out/demo")


def _say(console: Console, text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True, markup=False)
