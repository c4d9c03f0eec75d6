"""`python -m tools.scale`: which AWS quota binds first at size, and how late a peak's last mail is.

A simulation second by second with AWS's published token buckets, the same each time; it writes
the tables of docs/scale.md, which a test holds current. docs/cost.md has prices.
"""

import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from homing.domain import schedule

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- computed by python -m tools.scale -->", "<!-- end of what is computed -->"

SPREAD = int(schedule.SPREAD.total_seconds())
"""Seconds over which a clock time is spread."""

SHARE = 0.8
"""Of the send rate; the rest is kept for service mail."""

TRANSITIONS_A_MAIL = 2
"""Into the send, and into the wait after it."""

SEND_SECONDS = 0.15
"""Assumed: what one mail takes in the send function, answers of AWS included."""

BATCH = 10
MAILS_A_DAY, SERIES_MAILS, SERIES_DAYS = 5_000_000, 4, 7
TRANSITIONS_A_SERIES = 7
SECONDS_OF_A_DAY = 86_400
HOT_WRITES, HOT_READS = 1_000, 3_000
"""Units a second that one key of DynamoDB takes."""

SHARDS = 16
COUNTS_A_MAIL = 2.8
"""Updates of counters: sent, delivered, and some opens and clicks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """Buckets of state transitions and of SendTaskSuccess with their refills a second, and SES's rate."""

    bucket: int = 5_000
    refill: int = 1_500
    answers: int = 3_000
    answers_refill: int = 500
    ses: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """How a peak went: seconds after the hour until the last mail and its answer, and what waited."""

    last_mail: int
    last_answer: int
    longest_queue: int
    longest_held: int


@cache
def _delays(mails: int, spread: int) -> Counter[int]:
    """How many leave in which second, by the hash of the contact that every clock time is spread by."""
    own = (int(schedule.spread(f"c-{n}").total_seconds()) for n in range(mails))
    return Counter(each % spread if spread else 0 for each in own)


def peak(mails: int, quotas: Quotas, *, spread: int = SPREAD) -> Peak:
    """So many waits that end at one hour, each with the delay of its contact, within some seconds."""
    due = _delays(mails, spread)
    tokens, answers, slots = float(quotas.bucket), float(quotas.answers), 0.0
    held = queued = unanswered = leaving = sent = 0
    longest_queue = longest_held = second = last_mail = 0
    while sent < mails or unanswered:
        held += due.get(second, 0)
        tokens = min(quotas.bucket, tokens + quotas.refill)
        onward = min(leaving, int(tokens))
        leaving, tokens = leaving - onward, tokens - onward
        entering = min(held, int(tokens))
        held, tokens, queued = held - entering, tokens - entering, queued + entering
        slots = min(slots + quotas.ses * SHARE, float(quotas.ses))
        going = min(queued, int(slots))
        slots, queued = slots - going, queued - going
        sent, unanswered = sent + going, unanswered + going
        answers = min(quotas.answers, answers + quotas.answers_refill)
        told = min(unanswered, int(answers))
        answers, unanswered, leaving = answers - told, unanswered - told, leaving + told
        longest_queue, longest_held = max(longest_queue, queued), max(longest_held, held)
        second += 1
        last_mail = second if going else last_mail
    return Peak(
        last_mail=last_mail, last_answer=second, longest_queue=longest_queue, longest_held=longest_held
    )


def limits() -> list[tuple[str, float, float, str]]:
    """Each quota: what the day needs on average, what there is, and its unit."""
    mails = MAILS_A_DAY / SECONDS_OF_A_DAY
    series = MAILS_A_DAY / SERIES_MAILS
    return [
        ("open executions", series * SERIES_DAYS, 1_000_000, "at once"),
        ("state transitions", series * TRANSITIONS_A_SERIES / SECONDS_OF_A_DAY, 1_500, "a second"),
        ("StartExecution", series / SECONDS_OF_A_DAY, 300, "a second"),
        ("SendTaskSuccess", mails, 500, "a second"),
        ("Lambda runs at once", mails * SEND_SECONDS, 1_000, "at once"),
        ("`pace`, writes of one row", mails / BATCH, HOT_WRITES, "units a second"),
        ("`pace`, reads of one row", mails * (1 + 1 / BATCH), HOT_READS, "units a second"),
        ("counters of one cell", mails * COUNTS_A_MAIL * 2, SHARDS * HOT_WRITES, "units a second"),
        ("who waits where", mails * 2, SHARDS * HOT_WRITES, "units a second"),
    ]


PEAKS = (
    ("as published, SES 200/s", Quotas(), SPREAD),
    ("the same, not spread", Quotas(), 0),
    ("SES 1,000/s", Quotas(ses=1_000), SPREAD),
    ("SES 2,500/s", Quotas(ses=2_500), SPREAD),
    ("smaller region (500/s), SES 2,500/s", Quotas(bucket=800, refill=500, ses=2_500), SPREAD),
    ("6,000 transitions/s, SES 2,500/s", Quotas(bucket=20_000, refill=6_000, ses=2_500), SPREAD),
    (
        "the same, 2,500 answers/s",
        Quotas(bucket=20_000, refill=6_000, answers=5_000, answers_refill=2_500, ses=2_500),
        SPREAD,
    ),
)


def tables(mails: int = 1_000_000) -> str:
    """Both tables as the page has them."""
    rows = sorted(limits(), key=lambda row: -row[1] / row[2])
    first = ["| Quota | The day needs | There is | Used |", "|---|---|---|---|"]
    first += [f"| {n} | {need:,.0f} {unit} | {has:,.0f} | {need / has:.1%} |" for n, need, has, unit in rows]
    second = ["| 1,000,000 mails due at 09:00 | Last mail | Last answered | Most in the queue | Most held |"]
    second.append("|---|---|---|---|---|")
    for name, quotas, spread in PEAKS:
        found = peak(mails, quotas, spread=spread)
        ends = f"{_clock(found.last_mail)} | {_clock(found.last_answer)}"
        second.append(f"| {name} | {ends} | {found.longest_queue:,} | {found.longest_held:,} |")
    return "\n".join(["", *first, "", *second, ""])


def _clock(seconds: int) -> str:
    return f"{9 + seconds // 3600:02}:{seconds % 3600 // 60:02}"


def main() -> int:
    """Write the tables into the page."""
    from tools import scale_month  # noqa: PLC0415 - it plays a shop, which the simulation needs not

    text = _with(PAGE.read_text("utf-8"), BEGIN, tables(), END)
    PAGE.write_text(_with(text, scale_month.BEGIN, scale_month.table(), scale_month.END), "utf-8")
    return 0


def _with(text: str, begin: str, part: str, end: str) -> str:
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    return f"{before}{begin}\n{part}\n{end}{after}"


if __name__ == "__main__":
    sys.exit(main())
