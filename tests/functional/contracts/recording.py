"""What each port call asks of AWS, seen by a hook in botocore while the contract suite runs on moto.

`tools/port_costs.py` makes local/port_costs.json of it; every test of the suite holds its calls to it.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from local.port_calls import Sizes, ending, sizes_of
from local.port_costs import COSTS, NO_CALL, PortCost

Requests = Mapping[str, int]
"""How many items each operation touched, such as `TransactWriteItems message`; a service that has no items
counts its calls."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One call of a port, as AWS saw it; `each` is for one item of the kinds that the caller numbers.

    `usual` if it was made in the story of people who go the usual way, which tests of races are not.
    """

    call: str
    fixed: tuple[tuple[str, int], ...]
    each: tuple[tuple[str, float], ...]
    usual: bool = False


WRITING = "HOMING_WRITES_PORT_COSTS"
"""Set in the environment while the table is written anew: then nothing is held to it."""

KEPT: list[Seen] = []
"""What every recorder of this process has seen."""


class Recorder:
    """Notes the requests of clients by the port call that is under way."""

    def __init__(self, *, usual: bool = False) -> None:
        self.seen: list[Seen] = []
        self._usual = usual
        self._under_way: list[Counter[str]] = []

    def watch(self, client: Any) -> None:
        """Hear of every request of a client, once."""
        client.meta.events.register(
            "provide-client-params.*.*", self._hear, unique_id=f"recorder-{id(self)}-{id(client)}"
        )

    def port(self, name: str, port: Any) -> Any:
        """The port, its calls noted."""
        return _Recorded(self, name, port)

    def begin(self) -> Counter[str]:
        """A call begins."""
        requests: Counter[str] = Counter()
        self._under_way.append(requests)
        return requests

    def end(self, method: str, requests: Counter[str], result: Any, args: Any, kwargs: Any) -> None:
        """A call has ended."""
        self.give_up(requests)
        if method in NO_CALL:
            return
        sizes = sizes_of(method)(result, *args, **kwargs)
        one = replace(_seen(f"{method}:{ending(result)}", requests, sizes), usual=self._usual)
        self.seen.append(one)
        KEPT.append(one)

    def give_up(self, requests: Counter[str]) -> None:
        """A call has failed: what that costs is no row of a table."""
        self._under_way.remove(requests)

    def _hear(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        if self._under_way:
            service = model.service_model.service_name
            touched = touched_by(model.name, params) if service == "dynamodb" else [service]
            self._under_way[-1].update(f"{model.name} {each}" for each in touched)


class _Recorded:
    def __init__(self, recorder: Recorder, name: str, port: Any) -> None:
        self._recorder, self._name, self._port = recorder, name, port

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found) or name.startswith("_"):
            return found
        method = f"{self._name}.{name}"

        def called(*args: Any, **kwargs: Any) -> Any:
            requests = self._recorder.begin()
            try:
                result = found(*args, **kwargs)
            except BaseException:
                self._recorder.give_up(requests)
                raise
            if isinstance(result, Iterator):
                return self._stream(result, method, requests, args, kwargs)
            self._recorder.end(method, requests, result, args, kwargs)
            return result

        return called

    def _stream(self, result: Any, method: str, requests: Any, args: Any, kwargs: Any) -> Iterator[Any]:
        try:
            yield from result
        finally:
            self._recorder.end(method, requests, (), args, kwargs)


def _seen(call: str, requests: Counter[str], sizes: Sizes) -> Seen:
    numbered = {op: n for op, n in requests.items() if sizes.get(op.rpartition(" ")[2])}
    fixed = {op: n for op, n in requests.items() if op not in numbered}
    each = {op: n / sizes[op.rpartition(" ")[2]] for op, n in numbered.items()}
    return Seen(call, tuple(sorted(fixed.items())), tuple(sorted(each.items())))


def table_of(seen: list[Seen]) -> dict[str, Any]:
    """The table of costs: of each call the usual way, which is the story's most frequent, and the others.

    A call that the story does not make has the most frequent of the tests.
    """
    return {
        call: _row([one for one in seen if one.call == call]) for call in sorted({one.call for one in seen})
    }


def _row(seen: list[Seen]) -> dict[str, Any]:
    ways = Counter(one.fixed for one in seen)
    told = Counter(one.fixed for one in seen if one.usual)
    usual, *others = sorted(ways, key=lambda way: (-told[way], -ways[way], way))
    numbered: dict[str, Counter[float]] = {}
    for operation, n in (pair for one in seen for pair in one.each):
        numbered.setdefault(operation, Counter())[n] += 1
    row = {
        "fixed": dict(usual),
        "each": {op: _most_frequent(ns) for op, ns in sorted(numbered.items())},
        "seldom": [dict(way) for way in sorted(others)],
        "seldom_each": {op: sorted(ns) for op, ns in sorted(numbered.items()) if len(ns) > 1},
    }
    return {name: value for name, value in row.items() if value or name == "fixed"}


def _most_frequent(numbers: Counter[float]) -> float:
    return max(numbers, key=lambda n: (numbers[n], n))


def strangers(seen: list[Seen], costs: Mapping[str, PortCost] = COSTS) -> list[str]:
    """Calls that the table does not tell of; none while it is written anew."""
    if os.environ.get(WRITING):
        return []
    return [
        f"{one.call} {dict(one.fixed)} each {dict(one.each)}" for one in seen if not _is_known(one, costs)
    ]


def _is_known(one: Seen, costs: Mapping[str, PortCost]) -> bool:
    cost = costs.get(one.call)
    return cost is not None and cost.knows(dict(one.fixed), dict(one.each))


def touched_by(operation: str, params: Mapping[str, Any]) -> list[str]:
    """The kinds of item that a request of DynamoDB touches, one for each item."""
    match operation:
        case "BatchGetItem":
            wanted = params["RequestItems"].values()
            return [kind_of(key) for each in wanted for key in each["Keys"]]
        case "BatchWriteItem":
            writes = (one for each in params["RequestItems"].values() for one in each)
            bodies = [next(iter(each.values())) for each in writes]
            return [kind_of(each.get("Key") or each["Item"]) for each in bodies]
        case "TransactWriteItems":
            actions = [next(iter(each.values())) for each in params["TransactItems"]]
            return [kind_of(each.get("Key") or each["Item"]) for each in actions]
        case "Query":
            values = params["ExpressionAttributeValues"]
            kind = kind_of({"pk": values[":pk"], "sk": values[":low"]})
            return [kind if params["ConsistentRead"] else f"eventual-{kind}"]
        case _:
            return [kind_of(params.get("Key") or params["Item"])]


BY_SORT_KEY = {
    "PROFILE": "contact",
    "LEDGER": "ledger",
    "CONSENT": "consent_entry",
    "ALIAS": "alias",
    "CART": "cart",
    "CARTALIAS": "cart_alias",
    "MARK": "mark",
    "ORDER": "order",
    "ASSIGNED": "assignment",
    "ENROLLMENT": "enrollment",
    "ENTRY": "entry",
    "PRODUCT": "product",
    "LAST_SEND_EVENT": "last_send_event",
    "MESSAGE": "message",
    "CLICK": "click",
    "OPEN": "click",  # as large
    "DEED": "deed",
    "WAIT": "wait",
    "SEGMENTS": "memberships",
    "DATE": "date",
    "SCORE": "score",
    "SCORED": "scored",
    "TRACE": "trace",
    "PROMISE": "code",
    "FREE": "code",
    "SUPPLY": "code",
}
BY_PARTITION = {
    "suppressed": "suppression",
    "lifted": "lifting",
    "soft": "soft_bounces",
    "due": "due",
    "watch": "due",
    "of": "due_of",
    "sweep": "sweep",
    "pace": "pace",
    "campaign": "campaign",
    "occupancy": "occupancy",
    "featured": "product",
    "contact": "pointer",
    "segment": "member",
}


def kind_of(key: Mapping[str, Any]) -> str:
    """What is kept under a key of ours."""
    if "sk" not in key:
        return "event"
    first, sort = key["pk"]["S"].partition("#")[0], key["sk"]["S"].partition("#")[0]
    return BY_SORT_KEY.get(sort) or BY_PARTITION.get(first) or "counter"
