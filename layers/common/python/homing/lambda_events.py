"""What API Gateway and SQS hand to a function, read without Powertools' classes.

Its `data_classes` and `batch` load every event source of AWS, and asyncio: 90 ms of each start.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request of API Gateway's HTTP API, payload format 2.0."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def form(self) -> dict[str, str]:
        """The fields of a posted form, each by its first value."""
        try:
            fields = parse_qs(self.body.decode(), keep_blank_values=True, max_num_fields=50)
        except ValueError:
            return {}
        return {name: values[0] for name, values in fields.items()}

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "HttpRequest":
        """The request that an event tells of, its body as the bytes that came: signatures are over those."""
        body = event.get("body") or ""
        return cls(
            method=event["requestContext"]["http"]["method"].upper(),
            path=event["rawPath"],
            headers={name.lower(): value for name, value in event["headers"].items()},
            body=b64decode(body) if event.get("isBase64Encoded") else body.encode(),
            query=event.get("queryStringParameters") or {},
        )


def work_off(event: Mapping[str, Any], work: Callable[[Record], object]) -> dict[str, Any]:
    """Work on each record of a batch, whose failures `work` tells; which of them shall come again."""
    failed = []
    for record in event["Records"]:
        try:
            work(record)
        except Exception:
            failed.append(record["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
