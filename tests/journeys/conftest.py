"""Whole journeys on the laptop's account: lines in, timeline out, nothing sleeps."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.adapters.templates import CompiledTemplates, JinjaRenderer

from local import lines, neighbours
from local import rehearse as reading
from local.account import Account
from local.metered import Trip
from local.rehearse import Stage, rehearse
from tests.builders import at

ROOT = Path(__file__).parents[2]
START = at("2026-03-02 00:00")
LIVE = ("abandoned_cart", "welcome")


@dataclass(frozen=True, slots=True)
class Story:
    """What came of some lines."""

    account: Account

    @property
    def timeline(self) -> list[dict[str, Any]]:
        return self.account.timeline.lines

    def of(self, kind: str, **wanted: Any) -> list[dict[str, Any]]:
        return [
            line
            for line in self.timeline
            if line["kind"] == kind and all(line.get(name) == value for name, value in wanted.items())
        ]

    def sent(self, email: str | None = None) -> list[tuple[str, str]]:
        """(step, the recipient's clock) of every mail that left."""
        return [
            (line["step"], line["local"][:16].replace("T", " "))
            for line in self.of("sent")
            if email in (None, line["email"])
        ]

    def steps(self, email: str | None = None) -> list[str]:
        return [step for step, _ in self.sent(email)]

    def messages(self) -> set[tuple[str, str, str]]:
        """(address, workflow, step) of every mail that left."""
        return {(line["email"], line["workflow"], line["step"]) for line in self.of("sent")}


def play(
    told: Iterable[str],
    *,
    start: datetime = START,
    days: int = 30,
    workflows: Path = ROOT / "workflows",
    flows: Collection[str] = LIVE,
    shop: Path = ROOT / "shop.yaml",
    trip: Trip | None = None,
) -> Story:
    """Play input lines from a start: on these of the shipped flows, or on every flow of another folder."""
    only = flows if workflows == ROOT / "workflows" else ()
    stage = Stage(workflows=workflows, shop=shop, start=start, days=days, only=only)
    return Story(rehearse(stage, lines.parse(told, "test"), trip=trip))


@pytest.fixture(autouse=True, scope="session")
def _files_read_once() -> Iterator[None]:
    """The repository's own files do not change during a test run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("compile_templates", "load_shop", "load"):
            patch.setattr(reading, name, cache(getattr(reading, name)))
        patch.setattr(neighbours, "JinjaRenderer", _renderer)
        yield


_renderers: dict[int, JinjaRenderer] = {}


def _renderer(templates: CompiledTemplates, *, default_locale: str) -> JinjaRenderer:
    """One for all accounts: compiling its templates would be most of a short story's time."""
    key = id(templates)
    if key not in _renderers:
        _renderers[key] = JinjaRenderer(templates, default_locale=default_locale)
    return _renderers[key]


@pytest.fixture(autouse=True)
def _no_neighbours_left_behind() -> Iterator[None]:
    yield
    bootstrap.install(None)
