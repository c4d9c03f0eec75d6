"""The door that speaks Segment's language: what it takes, what it turns away, and in which words."""

import base64
import gzip
import io
import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
from homing import bootstrap, observability
from homing.adapters.segment.keys import WriteKeys, hashed
from homing.domain.errors import ServiceUnavailable
from homing.neighbours import Neighbours
from homing.services.tracking import CALLS_A_MESSAGE, KINDS

from functions.trigger import track
from local.api import VISITOR, http_request
from local.clock import VirtualClock
from tests.builders import at
from tests.functional.test_webhook_door import Queue

NOW = at("2026-03-02 10:00")
KEYS = ("first-write-key-of-ours", "second-write-key-of-ours")
CALL = {"userId": "u1", "event": "Signed Up"}


class Doorstep:
    """As much of a deployment as the door needs."""

    def __init__(self) -> None:
        self.clock = VirtualClock(NOW)
        self.event_queue = Queue()
        self.check_write_key = WriteKeys(lambda: [hashed(key) for key in KEYS]).check

    @property
    def queued(self) -> list[Any]:
        return [call for body, _ in self.event_queue for call in json.loads(body)["batch"]]


@pytest.fixture
def doorstep() -> Iterator[Doorstep]:
    made = Doorstep()
    bootstrap.install(cast("Neighbours", made))
    yield made
    bootstrap.install(None)


def basic(key: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}


def post(kind: str, body: object, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = basic(KEYS[0]) if headers is None else headers
    answer = track.handler(http_request("POST", f"/v1/{kind}", given, raw), None)
    return answer["statusCode"], json.loads(answer["body"])


def test_a_call_is_queued_and_answered_as_segment_does(doorstep: Doorstep) -> None:
    assert post("track", CALL) == (200, {"success": True})

    ((_, attributes),) = doorstep.event_queue
    assert doorstep.queued == [CALL | {"type": "track"}]
    assert attributes["source"] == "segment"
    assert attributes["arrived_at"] == "2026-03-02T10:00:00.000Z"


def test_of_a_browsers_call_we_see_ourselves_where_it_comes_from(doorstep: Doorstep) -> None:
    claims = CALL | {"writeKey": KEYS[0], "context": {"ip": "203.0.113.9", "locale": "nb"}}

    post("track", claims, {"user-agent": "Firefox", "x-forwarded-for": "203.0.113.10"})

    assert doorstep.queued[0]["context"] == {"ip": VISITOR, "userAgent": "Firefox", "locale": "nb"}


def test_of_a_servers_call_it_knows_itself_whom_it_speaks_for(doorstep: Doorstep) -> None:
    post("track", CALL | {"context": {"ip": "203.0.113.9"}})
    post("track", CALL)

    assert doorstep.queued[0]["context"] == {"ip": "203.0.113.9"}
    assert "context" not in doorstep.queued[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_call_has_a_path(kind: str, doorstep: Doorstep) -> None:
    assert post(kind, CALL)[0] == 200
    assert doorstep.queued[0]["type"] == kind


def test_a_batch_keeps_its_order_in_messages_of_a_few_calls(doorstep: Doorstep) -> None:
    calls = [{"type": "page", "userId": f"u{n}"} for n in range(2 * CALLS_A_MESSAGE + 1)]

    assert post("batch", {"batch": calls, "sentAt": "2026-03-02T10:00:00Z"})[0] == 200

    assert [each["userId"] for each in doorstep.queued] == [f"u{n}" for n in range(2 * CALLS_A_MESSAGE + 1)]
    assert len(doorstep.event_queue) == 3


def test_a_zipped_body_is_read(doorstep: Doorstep) -> None:
    zipped = gzip.compress(json.dumps(CALL).encode())

    assert post("track", zipped, basic(KEYS[0]) | {"Content-Encoding": "gzip"})[0] == 200
    assert doorstep.queued[0]["event"] == "Signed Up"


def test_each_of_several_keys_opens_the_door(doorstep: Doorstep) -> None:
    assert [post("track", CALL, basic(key))[0] for key in KEYS] == [200, 200]


def test_a_page_of_the_shop_may_bring_its_key_in_the_body_which_is_not_kept(doorstep: Doorstep) -> None:
    assert post("page", {"anonymousId": "a1", "writeKey": KEYS[1]}, {})[0] == 200
    assert "writeKey" not in json.dumps(doorstep.queued)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("another"),
        basic(""),
        basic(hashed(KEYS[0])),
        {"authorization": "Basic å"},
        {"authorization": f"Bearer {KEYS[0]}"},
    ],
)
def test_without_a_key_in_force_nothing_is_taken(headers: dict[str, str], doorstep: Doorstep) -> None:
    status, answer = post("track", CALL, headers)

    assert (status, answer["success"], answer["code"]) == (401, False, "invalid_write_key")
    assert not doorstep.event_queue


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("track", b"{", "invalid_json"),
        ("track", b"[]", "invalid_json"),
        ("track", {"event": "Signed Up"}, "no_user_anon_id"),
        ("track", {"userId": "u1"}, "no_event_name"),
        ("track", CALL | {"properties": {"x": "y" * 32_768}}, "payload_too_large"),
        ("batch", {"batch": {}}, "invalid_request"),
        ("batch", {"batch": [CALL] * 2501}, "payload_too_large"),
        ("batch", {"batch": [CALL | {"properties": {"x": "y" * 30_000}}] * 20}, "payload_too_large"),
    ],
)
def test_what_cannot_be_taken_is_a_bad_request_and_says_why(
    kind: str, body: object, code: str, doorstep: Doorstep
) -> None:
    status, answer = post(kind, body)

    assert (status, answer["code"]) == (400, code)
    assert len(answer["message"].split()) > 2
    assert not doorstep.event_queue


def test_little_that_unfolds_into_much_is_refused(doorstep: Doorstep) -> None:
    bomb = gzip.compress(b" " * 50_000_000)

    assert post("batch", bomb, basic(KEYS[0]) | {"content-encoding": "gzip"})[0] == 400


def test_a_call_too_large_costs_its_batch_nothing_else(
    doorstep: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(observability.logger.registered_handler, "stream", log)
    large = {"type": "page", "userId": "u2", "properties": {"x": "y" * 40_000}}

    assert post("batch", {"batch": [large, {"type": "page", "userId": "u1"}]}) == (200, {"success": True})
    assert [each["userId"] for each in doorstep.queued] == ["u1"]
    assert "calls left out" in log.getvalue()


def test_another_path_is_not_found(doorstep: Doorstep) -> None:
    assert post("dance", CALL)[0] == 404


def test_the_door_says_yes_only_once_the_queue_has_it(doorstep: Doorstep) -> None:
    doorstep.event_queue.broken = True

    with pytest.raises(ServiceUnavailable):
        post("track", CALL)


@pytest.mark.parametrize("zone", ["Europe/Olso", "UTC+2", "localtime", 7, ["Europe/Oslo"]])
def test_a_time_zone_that_is_none_is_refused_by_name(doorstep: Doorstep, zone: object) -> None:
    status, answer = post("identify", {"userId": "u1", "traits": {"timezone": zone}})

    assert (status, answer["code"]) == (400, "invalid_timezone")
    assert "Write one such as Europe/Oslo." in answer["message"]
    assert doorstep.queued == []


def test_a_browser_that_does_not_know_where_it_is_loses_no_event(doorstep: Doorstep) -> None:
    told = {"userId": "u1", "event": "Product Viewed", "context": {"timezone": "Etc/Unknown"}}

    assert post("track", told)[0] == 200
    assert len(doorstep.queued) == 1
