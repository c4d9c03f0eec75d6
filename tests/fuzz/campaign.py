"""So many attempts at every route, drawn by Hypothesis from a seed, and what they broke."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from homing.routes import ROUTES, Route
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.attempts import VARIANTS, Attempt, elsewhere, variants
from tests.fuzz.invariants import aftermath, tried
from tests.fuzz.links import attempts_at
from tests.fuzz.stage import Stage, fresh

ELSEWHERE = "anywhere else"
AT_ONCE = 1200
"""Attempts at one deployment: what is let in stays, and would make each look at it longer."""

Targets = dict[str, Callable[[Stage], st.SearchStrategy[Attempt]]]


@dataclass(slots=True)
class Campaign:
    """What was tried, by route, and what was found."""

    tried: Counter[str] = field(default_factory=Counter)
    reached: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Answers by the first figure of their status."""
    broken: list[str] = field(default_factory=list)

    def note(self, target: str, status: int, broken: list[str]) -> None:
        """Count one attempt."""
        self.tried[target] += 1
        self.reached[target, status // 100] += 1
        self.broken += [f"{target}: {each}"[:3000] for each in broken]

    def add(self, other: "Campaign") -> None:
        """Count another's with these."""
        self.tried += other.tried
        self.reached += other.reached
        self.broken += other.broken


def targets() -> Targets:
    """What is tried, by name."""
    named: Targets = {route.path: _of(route) for route in ROUTES}
    return named | {ELSEWHERE: elsewhere}


def _of(route: Route) -> Callable[[Stage], st.SearchStrategy[Attempt]]:
    return lambda stage: attempts_at(route, stage)


def fuzz(target: str, inputs: int, first_seed: int) -> Campaign:
    """Try a route with so many inputs."""
    found = Campaign()
    stage: Stage | None = None
    for each in _seeds(first_seed):
        left = inputs - found.tried[target]
        if left <= 0 or len(found.broken) > 20:
            break
        stage = fresh(stage)
        _try(stage, target, min(left, AT_ONCE), each, found)
        found.broken += [f"{target}, seed {each}: {breach}" for breach in aftermath(stage)]
    if stage is not None:
        stage.close()
    return found


def _seeds(first: int) -> Iterator[int]:
    while True:
        yield first
        first += 1


def _try(stage: Stage, target: str, inputs: int, drawn_from: int, found: Campaign) -> None:
    @seed(drawn_from)
    @settings(
        max_examples=-(-inputs // VARIANTS),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(targets()[target](stage))
    def attempt_it(attempt: Attempt) -> None:
        for each in variants(attempt):
            answer, broken = tried(stage, each)
            found.note(target, answer.status, [f"seed {drawn_from}: {what}\n{each}" for what in broken])

    attempt_it()
