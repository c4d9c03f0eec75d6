"""From what was used to what it costs: each part of a bill with its service, its units and its dollars."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from local.item_sizes import SMALL, STORED_OVERHEAD, ItemSize
from local.lambda_time import MEASURED
from local.port_costs import cost_of
from local.prices import Plan, Price, Service, price_of

GB = 1024**3
ARCHIVED_BYTES = 5 * 1024
"""Data Firehose rounds each record up to 5 KB; an SES event is smaller."""

LOGGED_OVERHEAD = 26
"""Bytes that CloudWatch Logs adds to each line."""

ACCESS_LINE_BYTES = 240
"""A line of the door's access log: the fields of infra/constructs/door.py."""

FOR_EVER = 12.0
"""Months that a row without an expiry is charged for."""

ROWS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "enrollments.put:put": (("enrollment", FOR_EVER), ("pointer", FOR_EVER)),
    "messages.settle:some": (("message", 6.0),),
    "history.touched:none": (("click", 13.0),),
    "seen.finish:none": (("event", 1.0),),
    "contacts.create:yes": (("contact", FOR_EVER), ("ledger", FOR_EVER), ("alias", FOR_EVER)),
    "orders.put:yes": (("order", FOR_EVER),),
}
"""Rows that a call leaves behind, and for how many months they are kept."""

READS = {"GetItem": 1, "BatchGetItem": 1, "Query": 1}
WRITES = {"PutItem": 1, "UpdateItem": 1, "DeleteItem": 1, "BatchWriteItem": 1, "TransactWriteItems": 2}
IN_ONE_CALL = {"BatchGetItem", "BatchWriteItem", "TransactWriteItems"}
EVENTUAL = "eventual-"

Amounts = dict[str, float]
"""Units of prices.py by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One line of a bill; `call` is the port method that made it, empty for what no port asks for."""

    unit: str
    price: Price
    amount: float
    call: str = ""

    @property
    def dollars(self) -> Decimal:
        """What it costs."""
        return self.price.of(self.amount)


def charges(
    work: Mapping[str, float], sizes: Mapping[str, ItemSize], plan: Plan = Plan.A_LA_CARTE
) -> list[Charge]:
    """Every line of what some work costs."""
    return [
        Charge(unit=unit, price=price_of(unit, plan), amount=amount, call=call)
        for call, amounts in sorted(_by_call(work, sizes).items())
        for unit, amount in sorted(amounts.items())
        if amount
    ]


def total(lines: Iterable[Charge]) -> Decimal:
    """What they cost together."""
    return sum((line.dollars for line in lines), Decimal(0))


def by_service(lines: Iterable[Charge]) -> dict[Service, Decimal]:
    """What each service gets, the most first."""
    sums: dict[Service, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.price.service] += line.dollars
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def _by_call(work: Mapping[str, float], sizes: Mapping[str, ItemSize]) -> dict[str, Amounts]:
    amounts: dict[str, Amounts] = defaultdict(lambda: defaultdict(float))
    asked: dict[str, Amounts] = defaultdict(lambda: defaultdict(float))
    for key, number in work.items():
        kind, _, rest = key.partition(" ")
        if kind == "call":
            function, _, call = rest.partition(" ")
            numbered = _numbered(work, function, call)
            operations = dict(cost_of(call).asked(numbered, number))
            _add(amounts[call.partition(":")[0]], _units(call, operations, number, sizes))
            _add(asked[function], _round_trips(operations, number))
        elif kind not in ("item", "run", "record"):
            _add(amounts[""], _passing(kind, number))
    for function, runs in _runs(work):
        _add(amounts[""], _running(function, runs, asked[function], work))
    return amounts


def _numbered(work: Mapping[str, float], function: str, call: str) -> Amounts:
    prefix = f"item {function} {call} "
    return {key.removeprefix(prefix): n for key, n in work.items() if key.startswith(prefix)}


def _units(
    call: str, operations: Mapping[str, float], calls: float, sizes: Mapping[str, ItemSize]
) -> Amounts:
    units: Amounts = defaultdict(float)
    for operation, number in operations.items():
        verb, _, kind = operation.partition(" ")
        size = sizes.get(kind.removeprefix(EVENTUAL), SMALL)
        if verb in READS:
            units["read_unit"] += number * size.read_units * (0.5 if kind.startswith(EVENTUAL) else 1)
        elif verb in WRITES:
            units["write_unit"] += number * size.write_units * WRITES[verb]
        elif kind == "sqs":
            units["queue_request"] += number
        elif kind == "ses":
            units["mail"] += number
    if call.startswith("timeline.write"):
        units["logged_gb"] += calls * (MEASURED.log_line_bytes + LOGGED_OVERHEAD) / GB
    for kind, months in ROWS.get(call, ()):
        kept = calls * months * (sizes.get(kind, SMALL).bytes + STORED_OVERHEAD) / GB
        units["stored_gb"] += kept
        units["restorable_gb"] += kept
    return units


def _round_trips(operations: Mapping[str, float], calls: float) -> Amounts:
    """How often AWS is asked, by operation of DynamoDB or by service."""
    trips: Amounts = {}
    for operation, number in operations.items():
        verb, _, kind = operation.partition(" ")
        if verb in IN_ONE_CALL:
            trips[verb] = calls
        else:
            name = verb if verb in READS or verb in WRITES else kind
            trips[name] = trips.get(name, 0) + number
    return trips


def _passing(unit: str, number: float) -> Amounts:
    match unit:
        case "archived":
            return {"archived_gb": number * ARCHIVED_BYTES / GB}
        case "api_request":
            logged = ACCESS_LINE_BYTES + LOGGED_OVERHEAD
            return {"api_request": number, "logged_gb": number * logged / GB}
        case _:
            return {unit: number}


def _runs(work: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    return ((key.removeprefix("run "), number) for key, number in work.items() if key.startswith("run "))


def _running(function: str, runs: float, asked: Amounts, work: Mapping[str, float]) -> Amounts:
    records = work.get(f"record {function}", runs)
    return {
        "invocation": runs,
        "gb_second": MEASURED.gb_seconds(function, records, runs, asked),
    }


def _add(amounts: Amounts, more: Mapping[str, float]) -> None:
    for unit, amount in more.items():
        amounts[unit] = amounts.get(unit, 0) + amount
