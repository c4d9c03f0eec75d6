"""The workflows of one deployment, as the layer carries them: JSON, parsed faster than YAML."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from homing.domain.heard import heard
from homing.domain.noted import deployment_reads
from homing.domain.reads import Reads
from homing.domain.segment import Segment
from homing.domain.workflow import Status, Workflow


def compiled(workflows: Sequence[Workflow], segments: Iterable[Segment] = ()) -> str:
    """The workflows and segments as the layer carries them: JSON, parsed faster than YAML."""
    written = {"workflows": workflows, "segments": segments}
    return json.dumps(
        {
            name: [each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in models]
            for name, models in written.items()
        }
    )


class WorkflowSet:
    """The workflows of one deployment or rehearsal."""

    def __init__(
        self,
        workflows: Sequence[Workflow],
        segments: Iterable[Segment] = (),
        *,
        drafts_play: bool = False,
    ) -> None:
        self._by_name = {each.name: each for each in workflows}
        self._segments = {each.name: each for each in segments}
        self._deployed = tuple(each for each in workflows if drafts_play or each.status is not Status.DRAFT)
        playing = (Status.LIVE, Status.DRAFT) if drafts_play else (Status.LIVE,)
        self._live = tuple(each for each in workflows if each.status in playing)

    @classmethod
    def from_compiled(cls, text: str) -> "WorkflowSet":
        """The set that `compiled` wrote."""
        read = json.loads(text)
        return cls(
            [Workflow.model_validate(each) for each in read["workflows"]],
            [Segment.model_validate(each) for each in read["segments"]],
        )

    def get(self, name: str) -> Workflow | None:
        """One workflow as it is now."""
        return self._by_name.get(name)

    def all(self) -> Sequence[Workflow]:
        """Every workflow."""
        return tuple(self._by_name.values())

    def live(self) -> Sequence[Workflow]:
        """Those that take new enrollments: nobody enters one whose file says paused or draining."""
        return self._live

    def segments(self) -> Mapping[str, Segment]:
        """Every segment, by name."""
        return self._segments

    def reads(self) -> Reads:
        """What the deployed workflows need to know of contacts, through their segments too."""
        return self._reads

    def heard(self) -> frozenset[str]:
        """The names of events that anything deployed listens for."""
        return self._heard

    @cached_property
    def _heard(self) -> frozenset[str]:
        return heard(self._deployed, self._segments)

    @cached_property
    def _reads(self) -> Reads:
        return deployment_reads(self._deployed, self._segments)
