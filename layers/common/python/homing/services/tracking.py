"""Takes the calls of Segment's HTTP Tracking API in: key, form and size, then the queue, then the answer."""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from homing.domain.errors import CallRefused, UnknownPath
from homing.domain.evidence import Evidence
from homing.domain.time import iso
from homing.domain.zones import is_zone
from homing.routes import LARGEST_BATCH
from homing.services import ports

# Segment's own limits, which its libraries keep to (HTTP API Source, in Segment's documentation).
LARGEST_CALL = 32 * 1024
MOST_CALLS = 2500
CALLS_A_MESSAGE = 25
"""As many as a consumer works off in a second or so; they keep their order."""

NOTHING_SEEN = Evidence()
KINDS = ("track", "identify", "page", "screen", "group", "alias")
BATCH = ("batch", "import")

Call = dict[str, Any]


class TrackingDoor:
    """The door for who speaks Segment's language; what is wrong with one call of a batch costs only that."""

    def __init__(
        self, *, queue: ports.EventQueue, check_key: Callable[[str], None], clock: ports.Clock
    ) -> None:
        self._queue = queue
        self._check_key = check_key
        self._clock = clock

    def __call__(
        self, kind: str, body: bytes, headers: Mapping[str, str], seen: Evidence = NOTHING_SEEN
    ) -> int:
        """Queue what a request tells; how many of its calls were left out because they are too large.

        Header names are lower-case. Returns once everything is durable. `seen` is what the request itself
        shows, which is the caller's own where a page of the shop calls, and else a server's.

        Raises:
            UnknownPath: there is no such call.
            InvalidKey: the write key is not in force.
            CallRefused: no JSON, too large, nobody named, or a time zone that is none.
        """
        if kind not in (*KINDS, *BATCH):
            raise UnknownPath(f"There is no such call. Use one of: {', '.join((*KINDS, *BATCH))}.")
        told = _read(_unzipped(body, headers.get("content-encoding", "")))
        key = _key(headers.get("authorization", ""))
        self._check_key(key or str(told.get("writeKey") or ""))
        given = _of_batch(told) if kind in BATCH else [_single(kind, told)]
        if not key:
            given = [_seen_by_us(call, seen) for call in given]
        taken = [call for call in given if len(_dump(call)) <= LARGEST_CALL]
        if kind not in BATCH and not taken:
            raise CallRefused("payload_too_large", "A call holds 32 KB at most.")
        for first in range(0, len(taken), CALLS_A_MESSAGE):
            self._queue_up(taken[first : first + CALLS_A_MESSAGE], told.get("sentAt"))
        return len(given) - len(taken)

    def _queue_up(self, calls: Sequence[Call], sent_at: object) -> None:
        arrived_at = iso(self._clock.now())
        body = _dump({"batch": calls, "sentAt": sent_at})
        attributes = {
            "source": "segment",
            "topic": "batch" if len(calls) > 1 else str(calls[0].get("type")),
            "arrived_at": arrived_at,
            # A call without an id of its own is told once, however often the queue brings it.
            "delivery_id": hashlib.sha256(body + arrived_at.encode()).hexdigest(),
        }
        self._queue.send(body, attributes)


def _unzipped(body: bytes, encoding: str) -> bytes:
    """The body as it was written; no more of it than we would take, as little may unfold into much."""
    if encoding.strip().lower() != "gzip":
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST_BATCH + 1)
    except zlib.error:
        raise CallRefused("invalid_json", "The body is not gzip, as its header says.") from None


def _read(body: bytes) -> Call:
    if len(body) > LARGEST_BATCH:
        raise CallRefused("payload_too_large", "A request holds 500 KB at most.")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise CallRefused("invalid_json", "The body is not JSON.") from None
    if not isinstance(told, dict):
        raise CallRefused("invalid_json", "The body is not a JSON object.")
    return told


def _key(authorization: str) -> str:
    """The user of Basic authentication; the password is empty."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def _of_batch(told: Call) -> Sequence[Call]:
    calls = told.get("batch")
    if not isinstance(calls, list):
        raise CallRefused("invalid_request", "A batch holds its calls in a list named batch.")
    if len(calls) > MOST_CALLS:
        raise CallRefused("payload_too_large", f"A batch holds {MOST_CALLS} calls at most.")
    context = told.get("context")
    shared = context if isinstance(context, dict) else {}
    named = [_named(each, shared) for each in calls if isinstance(each, dict)]
    return [each for each in named if each.get("type") in KINDS]


def _named(call: Call, shared: Call) -> Call:
    """A call with its kind where it says only `action`, as old libraries do, and the batch's context."""
    own = call.get("context")
    kind = str(call.get("type") or call.get("action") or "").lower()
    return {**call, "type": kind, "context": {**shared, **(own if isinstance(own, dict) else {})}}


def _single(kind: str, told: Call) -> Call:
    call = {name: value for name, value in told.items() if name != "writeKey"} | {"type": kind}
    if not any(call.get(name) for name in ("userId", "anonymousId")):
        raise CallRefused("no_user_anon_id", "Name a userId or an anonymousId.")
    if kind == "track" and not call.get("event"):
        raise CallRefused("no_event_name", "A track call names its event.")
    _require_zone(call)
    return call


def _require_zone(call: Call) -> None:
    """Where somebody is said to live must be a place; what a browser says beside it is only left out."""
    traits = call.get("traits")
    told = traits.get("timezone") if isinstance(traits, dict) else None
    if told is not None and not is_zone(told):
        raise CallRefused(
            "invalid_timezone", f"{str(told)[:50]!r} is no IANA time zone. Write one such as Europe/Oslo."
        )


def _seen_by_us(call: Call, seen: Evidence) -> Call:
    """A call of a browser's script, of which we see ourselves where it comes from, whatever it says."""
    own = call.get("context")
    shown = {"ip": seen.ip, "userAgent": seen.user_agent}
    context = {name: value for name, value in shown.items() if value}
    return {**call, "context": {**(own if isinstance(own, dict) else {}), **context}}


def _dump(told: object) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode()
