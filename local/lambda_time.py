"""How long a function runs for what it is asked: our own CPU, measured, and AWS's answers, assumed.

`make timings` measures and writes lambda_times.json. Milliseconds of a network are not measured on a
laptop: those below are round figures for calls inside one region. All of Lambda is a hundredth of a mail's
price, so what is wrong with them changes little.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from infra.constructs.specs import SPECS

TIMES = Path(__file__).with_name("lambda_times.json")

MEMORY_MB: Mapping[str, int] = {name: spec.memory for name, spec in SPECS.items()}

WHOLE_PROCESSOR_MB = 1769
"""The memory at which Lambda gives a whole processor: less memory, the same work takes longer.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""

COLD_STARTS = 0.01
"""The share of invocations that find no warm function; AWS itself names less than one in a hundred.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html"""

ANSWER_MS: Mapping[str, float] = {
    "TransactWriteItems": 10,
    "ses": 60,
    "sqs": 8,
    "stepfunctions": 15,
}
"""Assumed: what AWS takes to answer, by operation of DynamoDB or by service."""

DYNAMODB_MS = 4
"""Assumed: a read or a single write of DynamoDB, which AWS calls single-digit milliseconds."""


class Times:
    """What was measured."""

    def __init__(self, measured: Mapping[str, object]) -> None:
        per_record = measured["cpu_ms_per_record"]
        assert isinstance(per_record, dict)
        self._per_record: Mapping[str, float] = per_record
        self._per_call = float(str(measured["cpu_ms_per_aws_call"]))
        self._start = float(str(measured["cpu_ms_start"]))
        self.log_line_bytes = float(str(measured["log_line_bytes"]))

    def gb_seconds(
        self, function: str, records: float, invocations: float, calls: Mapping[str, float]
    ) -> float:
        """What Lambda charges for records worked off in so many invocations, with so many calls of AWS."""
        memory = MEMORY_MB[function]
        slower = max(1.0, WHOLE_PROCESSOR_MB / memory)
        work = records * self._per_record.get(function, 0) * slower
        start = COLD_STARTS * invocations * self._start  # AWS starts a function at full speed
        asked = sum(n * (self._per_call * slower + answer_ms(operation)) for operation, n in calls.items())
        return (work + start + asked) / 1000 * memory / 1024


def answer_ms(operation: str) -> float:
    """How long AWS takes to answer."""
    return ANSWER_MS.get(operation, DYNAMODB_MS)


MEASURED = Times(json.loads(TIMES.read_text("utf-8")))
