"""What feeds a stage's queues to its functions: Lambda's event source mappings, held and let go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homing.domain.errors import ServiceUnavailable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class EventSource:
    """One mapping from a queue to a function."""

    id: str
    queue: str
    state: str

    @property
    def held(self) -> bool:
        """Whether messages gather; AWS takes some seconds to get there."""
        return self.state in ("Disabling", "Disabled")


class EventSources:
    """The mappings of an account and region."""

    def __init__(self, client: "LambdaClient") -> None:
        self._client = client

    def by_queue(self) -> Mapping[str, EventSource]:
        """Every mapping of an SQS queue, by the queue's name."""
        pages = self._client.get_paginator("list_event_source_mappings").paginate()
        found = {}
        for page in pages:
            for each in page["EventSourceMappings"]:
                arn = each.get("EventSourceArn", "")
                if ":sqs:" in arn:
                    name = arn.rpartition(":")[2]
                    found[name] = EventSource(each["UUID"], name, each["State"])
        return found

    def hold(self, source: EventSource) -> None:
        """Let messages gather.

        Raises:
            ServiceUnavailable: it is being switched at this very moment.
        """
        self._switch(source, enabled=False)

    def let_go(self, source: EventSource) -> None:
        """Let messages be worked on; raises as `hold` does."""
        self._switch(source, enabled=True)

    def _switch(self, source: EventSource, *, enabled: bool) -> None:
        try:
            self._client.update_event_source_mapping(UUID=source.id, Enabled=enabled)
        except self._client.exceptions.ResourceInUseException:
            raise ServiceUnavailable(
                f"what feeds the queue {source.queue} is being switched right now"
            ) from None
