"""What a deployment must know of contacts: all that its workflows name, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.condition import HISTORY
from homing.domain.noted import deployment_reads
from homing.domain.segment import Segment
from homing.domain.workflow import Workflow

from tests.builders import DAY

MAIL = {"type": "email", "id": "hello"}
POINTS = {"event": "Product Viewed", "points": 5}
VIEWED = {"event": "Product Viewed", "at_least": 3, "within": "7d"}


def workflow(steps: list[Any] | None = None, **changes: Any) -> Workflow:
    told = {
        "name": "try_out",
        "title": "Try out",
        "status": "live",
        "stage": "before",
        "trigger": {"type": "event", "event": "Signed Up"},
        "steps": steps or [MAIL],
    }
    return Workflow.model_validate(told | changes)


def segment(name: str, when: Any) -> Segment:
    return Segment.model_validate({"name": name, "title": name, "when": when})


def events(found: Workflow, *segments: Segment) -> set[str]:
    return set(deployment_reads([found], {each.name: each for each in segments}).events)


def branch(**when: Any) -> dict[str, Any]:
    return {"type": "branch", "id": "b", "arms": [{"name": "yes", "when": when, "steps": [MAIL]}]}


@pytest.mark.parametrize(
    "found",
    [
        workflow(entry=VIEWED),
        workflow(exit=[{"when": VIEWED}]),
        workflow([{**MAIL, "only_if": VIEWED}]),
        workflow([{**MAIL, "blocks": {"looked": VIEWED}}]),
        workflow([branch(**VIEWED)]),
        workflow([branch(all=[{"not": {"any": [VIEWED]}}])]),
        workflow([{"type": "repeat", "id": "r", "every": "7d", "until": VIEWED, "steps": [MAIL]}]),
        workflow([{"type": "notify", "id": "n", "to": "sales", "only_if": VIEWED}]),
        workflow(
            [{"type": "wait_for", "id": "w", "event": "Product Viewed", "timeout": "1d", "then": [MAIL]}]
        ),
        workflow(trigger={"type": "event", "event": "Signed Up", "where": VIEWED}),
        workflow(trigger={"type": "count", "event": "Product Viewed", "at_least": 3, "within": "7d"}),
        workflow(trigger={"type": "score", "threshold": 10, "half_life": "30d", "rules": [POINTS]}),
        workflow(trigger={"type": "quiet", "events": ["Product Viewed"], "for": "7d"}),
    ],
)
def test_an_event_that_is_looked_back_at_is_noted_wherever_it_is_named(found: Workflow) -> None:
    assert events(found) == {"Product Viewed"}


def test_what_only_starts_a_workflow_or_ends_it_is_not_noted() -> None:
    found = workflow(exit=[{"event": "Order Completed"}], goal={"event": "Order Completed", "within": "7d"})

    assert events(found) == set()


def test_what_a_segment_reads_is_noted_through_segments_of_segments() -> None:
    keen = segment("keen", VIEWED)
    keen_abroad = segment("abroad", {"all": [{"segment": "keen"}, {"fact": "contact.country", "is": "SE"}]})
    unused = segment("unused", {"event": "Page Viewed"})

    assert events(workflow(entry={"segment": "abroad"}), keen, keen_abroad, unused) == {"Product Viewed"}
    assert events(workflow(trigger={"type": "segment", "left": "keen"}), keen) == {"Product Viewed"}
    assert events(
        workflow(trigger={"type": "campaign", "segment": "keen", "at": "2026-05-01T09:00"}), keen
    ) == {"Product Viewed"}


def test_a_segment_that_is_not_there_reads_nothing() -> None:
    assert events(workflow(entry={"segment": "gone"})) == set()


def test_history_is_looked_at_as_far_back_as_the_longest_look_and_no_further() -> None:
    longer = {"event": "Product Viewed", "within": "30d"}
    for_ever = {"event": "Page Viewed"}
    reads = deployment_reads([workflow(entry={"all": [VIEWED, longer, for_ever]})], {})

    assert reads.back("Product Viewed") == 30 * DAY
    assert reads.back("Page Viewed") == HISTORY
    assert reads.back("Signed Up") == timedelta(0)


def test_a_draft_needs_nothing_until_it_is_rehearsed() -> None:
    draft = workflow(entry=VIEWED, status="draft")

    assert not WorkflowSet([draft]).reads().events
    assert WorkflowSet([draft], drafts_play=True).reads().events


@pytest.mark.parametrize("status", ["paused", "draining"])
def test_who_is_still_on_the_way_keeps_their_history(status: str) -> None:
    assert WorkflowSet([workflow(entry=VIEWED, status=status)]).reads().events == {"Product Viewed"}
