"""`make timings`: measures how long our own code works on what each function is given.

CPU time of this machine over a rehearsal of the demo shop, whose ports answer from memory; the CPU that one
call of AWS takes in boto3, with a canned answer; and the start of a function. Written to
local/lambda_times.json, from which the meter makes billed milliseconds.
"""

import io
import json
import logging
import os
import platform
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from homing import observability
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import together
from homing.domain.timeline import Kind, Line

from local.demo import season
from local.functions import HANDLERS
from local.lambda_time import TIMES

DAYS, CONTACTS, SEED = 60, 240, 1
CALLS = 300
ITEM = {f"attribute_{n}": "x" * 30 for n in range(12)}


def main() -> int:
    """Measure and write."""
    spent: dict[str, list[float]] = defaultdict(list)
    HANDLERS.update({name: _timed(name, handler, spent) for name, handler in HANDLERS.items()})
    stage = season.stage(DAYS)
    played = season.prepare(stage, SEED, CONTACTS)
    season.run(played)
    found = {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "cpu_ms_per_record": {name: round(sum(each) / len(each), 2) for name, each in sorted(spent.items())},
        "cpu_ms_per_aws_call": round(_aws_call(), 2),
        "cpu_ms_start": round(_start(), 0),
        "log_line_bytes": round(_log_line(played.account.timeline.lines)),
    }
    TIMES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(TIMES.read_text(encoding="utf-8"))
    return 0


def _timed(name: str, handler: Callable[[Any, Any], Any], spent: dict[str, list[float]]) -> Any:
    def timed(event: Any, context: Any) -> Any:
        began = time.process_time()
        answer = handler(event, context)
        records = len(event.get("Records", ())) or 1
        spent[name] += [1000 * (time.process_time() - began) / records] * records
        return answer

    return timed


def _aws_call() -> float:
    """Half reads, half transactions of three items, through our own table adapter."""
    keys = {"region_name": "eu-west-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    client: Any = boto3.client("dynamodb", **keys)  # type: ignore[call-overload]
    item = {name: {"S": value} for name, value in ITEM.items()}
    answer = json.dumps({"Item": item | {"pk": {"S": "a"}, "sk": {"S": "b"}}}).encode()
    client.meta.events.register("before-send.dynamodb.*", lambda request, **_: _answer(request.url, answer))
    table = Table(client, "measured")
    writes = [table.put(Key(f"contact#{n}", "PROFILE"), ITEM) for n in range(3)]
    table.get(Key("a", "b"))
    began = time.process_time()
    for _ in range(CALLS):
        table.get(Key("a", "b"))
        together(client, writes)
    return 1000 * (time.process_time() - began) / (2 * CALLS)


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


def _answer(url: str, body: bytes) -> AWSResponse:
    headers = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse(url, 200, HTTPHeaders.from_dict(headers), _Raw(body))


def _start() -> float:
    """CPU of a new interpreter that imports the send function."""
    code = "import functions.send.handler, time; print(time.process_time())"
    environment = os.environ | {"POWERTOOLS_SERVICE_NAME": "send"}
    runs = [
        float(
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
            ).stdout
        )
        for _ in range(3)
    ]
    return 1000 * min(runs)


def _log_line(lines: list[dict[str, Any]]) -> float:
    """The mean line that LoggedTimeline writes of what the rehearsal told."""
    written = io.StringIO()
    log = Logger(
        service="measured",
        level=logging.INFO,
        stream=written,
        json_serializer=observability._line,
        utc=True,
        location=None,
    )
    log.append_keys(request="00000000-0000-0000-0000-000000000000")
    timeline = observability.LoggedTimeline(log, count=lambda _: None)
    for line in lines:
        kept = {
            name: line.get(name) for name in ("workflow", "enrollment", "step", "locale", "reason", "event")
        }
        at = datetime.fromisoformat(line["at"])
        contact = "c-" + 26 * "x" if "email" in line else None
        timeline.write(Line(at=at, kind=Kind(line["kind"]), contact_id=contact, **kept))
    return len(written.getvalue().encode()) / len(lines)


if __name__ == "__main__":
    sys.exit(main())
