"""What each call of a port asks of AWS: a generated table, and the capacity units that follow from it.

`make costs` writes port_costs.json while the contract suite runs on moto; the suite holds it current.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("port_costs.json")

Touched = Mapping[str, float]
"""How many items each operation touches, such as `TransactWriteItems message`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortCost:
    """One way that a call ends: what it always asks, and what for each item that its caller numbers.

    `seldom` are other ways that the suite saw, such as a second try after a lost race.
    """

    fixed: Touched
    each: Touched = field(default_factory=dict)
    seldom: tuple[Touched, ...] = ()
    seldom_each: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def knows(self, fixed: Touched, each: Touched) -> bool:
        """Whether the suite saw such a call when the table was written."""
        return fixed in (self.fixed, *self.seldom) and all(
            n == self.each.get(op) or n in self.seldom_each.get(op, ()) for op, n in each.items()
        )

    def asked(self, sizes: Mapping[str, float], calls: float = 1) -> Iterator[tuple[str, float]]:
        """What so many calls, about so many items in all, ask of AWS."""
        for operation, n in self.fixed.items():
            yield operation, n * calls
        for operation, n in self.each.items():
            yield operation, n * sizes.get(operation.rpartition(" ")[2], 0)


def read(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, PortCost]:
    """The rows of a table as it is stored."""
    return {
        call: PortCost(
            fixed=row["fixed"],
            each=row.get("each", {}),
            seldom=tuple(row.get("seldom", ())),
            seldom_each={op: tuple(ns) for op, ns in row.get("seldom_each", {}).items()},
        )
        for call, row in table.items()
    }


COSTS = read(json.loads(TABLE.read_text("utf-8")))
"""By port, method and how the call ended: `messages.claim:claimed`."""

ONE_CALL: Mapping[str, str] = {
    "mailer.send": "SendEmail ses",
    "executions.start": "StartExecution stepfunctions",
    "executions.stop": "StopExecution stepfunctions",
    "tasks.succeed": "SendTaskSuccess stepfunctions",
    "tasks.fail": "SendTaskFailure stepfunctions",
    "visibility.defer": "ChangeMessageVisibility sqs",
    "event_queue.send": "SendMessage sqs",
    "notices.publish": "Publish sns",
}
"""Methods whose adapters make one call each, whatever comes of it."""

NO_CALL = frozenset(
    {"texts.send", "webhooks.call", "records.unpack", "timeline.write", "pace.wait_until", "due.next_at"}
)
"""Methods that ask nothing of AWS."""


def cost_of(call: str) -> PortCost:
    """What one way of a call costs; for an ending that the suite never saw, what its method costs at most.

    Raises:
        KeyError: no contract test makes such a call.
    """
    method = call.partition(":")[0]
    if method in NO_CALL:
        return PortCost(fixed={})
    if method in ONE_CALL:
        return PortCost(fixed={ONE_CALL[method]: 1})
    if call in COSTS:
        return COSTS[call]
    ways = [cost for name, cost in COSTS.items() if name.partition(":")[0] == method]
    if not ways:
        raise KeyError(f"{method}: write a contract test that calls it, and run `make costs`")
    return max(ways, key=lambda cost: sum(cost.fixed.values()) + sum(cost.each.values()))
