"""What API Gateway and SQS hand to a function, read without Powertools' classes.

Its `data_classes` and `batch` load every event source of AWS, and asyncio: 90 ms of each start.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from homing.domain.evidence import Evidence

LONGEST_HEADER = 400

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request of API Gateway's HTTP API, payload format 2.0."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)
    source_ip: str | None = None

    @property
    def seen(self) -> Evidence:
        """What the request itself shows of who makes it: the address that API Gateway saw, no header's."""
        agent = _readable(self.headers.get("user-agent", ""))
        # The page that led here, without what its address says of a person.
        page = _readable(self.headers.get("referer", "").partition("?")[0].partition("#")[0])
        return Evidence(ip=self.source_ip, user_agent=agent or None, where=page or None)

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
            source_ip=event["requestContext"]["http"].get("sourceIp"),
        )


def _readable(header: str) -> str:
    """As much of a header as is kept; no table takes half of a surrogate pair."""
    return header[:LONGEST_HEADER].encode("utf-8", "replace").decode()


def work_off(event: Mapping[str, Any], work: Callable[[Record], object]) -> dict[str, Any]:
    """Work on each record of a batch, whose failures `work` tells; which of them shall come again."""
    failed = []
    for record in event["Records"]:
        try:
            work(record)
        except Exception:
            failed.append(record["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
