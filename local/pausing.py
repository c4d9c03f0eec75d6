"""Holds a stage's mails and lets them go: what feeds its send queues, and the flag that the gate reads."""

import difflib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property

from homing.adapters.dynamodb.pauses import EVERYTHING, Pauses
from homing.domain.errors import NoSuchWorkflow
from homing.settings import send_queue_name

from local.deployed import Deployed
from local.event_sources import EventSource, EventSources

KEPT = timedelta(days=14)
"""How long SQS keeps a mail; infra/constructs/queue.py asks for the longest there is."""

WARNED = timedelta(days=7)
"""After how long a pause is told to be dangerous; the alarm SendWaiting rings then too."""


class Pausing:
    """The pauses of one stage. Each verb can be repeated after a crash: it does what is left to do."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed
        self._sources = EventSources(deployed.session.client("lambda"))

    @cached_property
    def pauses(self) -> Pauses:
        """Since when what is paused."""
        return self._deployed.neighbours().pauses

    def sources(self) -> Mapping[str, EventSource | None]:
        """What feeds each workflow's mails, None where its file and its source are gone."""
        by_queue = self._sources.by_queue()
        stage = self._deployed.stage
        return {name: by_queue.get(send_queue_name(stage, name)) for name in self._deployed.workflows()}

    def require(self, workflow: str) -> EventSource | None:
        """What feeds a workflow's mails.

        Raises:
            NoSuchWorkflow: it was not deployed.
        """
        sources = self.sources()
        if workflow not in sources:
            close = difflib.get_close_matches(workflow, sources, n=1)
            meant = f"; did you mean {close[0]!r}?" if close else "."
            raise NoSuchWorkflow(
                f"No workflow {workflow!r} is deployed in {self._deployed.stage}{meant} "
                f"Deployed: {', '.join(sources) or 'none'}."
            )
        return sources[workflow]

    def pause(self, workflow: str, source: EventSource) -> None:
        """Hold one workflow's mails, and note since when."""
        if not source.held:
            self._sources.hold(source)
        self.pauses.begin(workflow, datetime.now(UTC))

    def resume(self, workflow: str, source: EventSource) -> None:
        """Let one workflow's mails go."""
        if source.held:
            self._sources.let_go(source)
        self.pauses.end(workflow)

    def pause_everything(self) -> tuple[str, ...]:
        """Hold every mail, first of all at the gate; the workflows that were not held before."""
        self.pauses.begin(EVERYTHING, datetime.now(UTC))
        sending = {name: each for name, each in self.sources().items() if each is not None and not each.held}
        for source in sending.values():
            self._sources.hold(source)
        return tuple(sending)

    def resume_everything(self) -> tuple[str, ...]:
        """Let every mail go, last of all from the queues; the workflows that were held."""
        self.pauses.end(EVERYTHING)
        held = {name: each for name, each in self.sources().items() if each is not None and each.held}
        for source in held.values():
            self._sources.let_go(source)
        for name in self.pauses.since():
            self.pauses.end(name)
        return tuple(held)
