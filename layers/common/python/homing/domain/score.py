"""The points of a contact for one workflow: they fade with time, and may be told in any order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext

from homing.domain.events import Event
from homing.domain.facts import carries
from homing.domain.time import Stamp
from homing.domain.trigger import ScoreRule, ScoreTrigger

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_EXACT = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN)
_SHOWN = Decimal("0.0001")
_TICK, _TICKS = timedelta(microseconds=1), 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One contact's score. `total` is what the points would have to have been at EPOCH to be worth as much.

    So sums of points do not depend on the order in which they are told; a half-life later, a point of then
    counts twice as much, which is why the total is a text and no number that a table holds. `once` are the
    rules that give points for the first time only, with that time. `cause` is the event that reached the
    threshold, None since the points fell below.
    """

    contact_id: str
    workflow: str
    total: str = "0"
    half_life: int | None = None  # seconds
    once: Mapping[str, datetime] = field(default_factory=dict)
    cause: str | None = None
    reached_at: Stamp | None = None
    revision: int = 0

    def points(self, now: datetime) -> Decimal:
        """What is left of the points."""
        if self.half_life is None:
            return Decimal(0)
        with localcontext(_EXACT):
            return (Decimal(self.total) / _growth(now, self.half_life)).quantize(_SHOWN)


def scored(known: Score, trigger: ScoreTrigger, event: Event, now: datetime) -> Score:
    """The score after an event that some rules count."""
    half_life = int(trigger.half_life.total_seconds())
    score = _with_half_life(known, half_life, now)
    for rule in matching(trigger.rules, event):
        score = _after(score, rule, event.time.at, half_life)
    fell_below = known.points(now) < trigger.threshold
    high = score.points(now) >= trigger.threshold
    if high and (known.cause is None or fell_below):
        return replace(score, cause=event.happening, reached_at=event.time)
    return score if high else replace(score, cause=None, reached_at=None)


def matching(rules: Sequence[ScoreRule], event: Event) -> Iterator[ScoreRule]:
    """The rules that count an event."""
    return (each for each in rules if each.event == event.name and carries(each.where, event.properties))


def _after(score: Score, rule: ScoreRule, at: datetime, half_life: int) -> Score:
    if not rule.once:
        return _plus(score, rule.points, at, half_life)
    name = f"{rule.event} {sorted(rule.where.items())}"
    first = score.once.get(name)
    if first is not None and first <= at:
        return score
    if first is not None:  # what came first is told last
        score = _plus(score, -rule.points, first, half_life)
    return replace(_plus(score, rule.points, at, half_life), once={**score.once, name: at})


def _plus(score: Score, points: int, at: datetime, half_life: int) -> Score:
    with localcontext(_EXACT):
        return replace(score, total=str(Decimal(score.total) + points * _growth(at, half_life)))


def _with_half_life(score: Score, half_life: int, now: datetime) -> Score:
    """A half-life that was changed applies from now on."""
    if score.half_life in (None, half_life):
        return replace(score, half_life=half_life)
    with localcontext(_EXACT):
        return replace(score, total=str(score.points(now) * _growth(now, half_life)), half_life=half_life)


def _growth(at: datetime, half_life: int) -> Decimal:
    return Decimal(2) ** (Decimal((at - EPOCH) // _TICK) / (half_life * _TICKS))
