"""What reaches the log, and what never does."""

import io
import json
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from homing import observability
from homing.alarm_metrics import AlarmMetric, count
from homing.domain.errors import Throttled
from homing.domain.message import MessageId
from homing.domain.timeline import Kind, Line
from homing.observability import LogEvent, LoggedTimeline, UnexpectedError, journey_handler
from pydantic import TypeAdapter

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ADDRESS = "ada.lovelace+cart@example.com"


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stream = io.StringIO()
    monkeypatch.setattr(observability.logger.registered_handler, "stream", stream)
    return stream


@pytest.fixture
def counted() -> list[AlarmMetric]:
    return []


@pytest.fixture
def timeline(stream: io.StringIO, counted: list[AlarmMetric]) -> LoggedTimeline:
    return LoggedTimeline(count=counted.append)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_phrase(kind: Kind, timeline: LoggedTimeline, stream: io.StringIO) -> None:
    timeline.write(Line(at=AT, kind=kind))

    assert lines(stream)[0]["message"] == LogEvent[kind.name].value


def test_a_line_carries_ids_and_neither_subject_nor_address(
    timeline: LoggedTimeline, stream: io.StringIO
) -> None:
    timeline.write(
        Line(
            at=AT,
            kind=Kind.SENT,
            contact_id="c-1",
            workflow="welcome",
            enrollment="welcome-abc",
            step="hello",
            locale="nb",
            subject="Ada, welcome",
            event=f"Typed {ADDRESS}",
            until=AT,
        )
    )

    (line,) = lines(stream)
    assert "Ada" not in stream.getvalue()
    assert "@" not in stream.getvalue()
    assert line["contact"] == "c-1"
    assert line["enrollment"] == "welcome-abc"
    assert line["event"] == "Typed <address>"
    assert line["until"].startswith("2026-11-20")
    assert "reason" not in line
    assert "subject" not in line


def test_only_what_an_alarm_watches_is_counted(timeline: LoggedTimeline, counted: list[AlarmMetric]) -> None:
    for kind in Kind:
        timeline.write(Line(at=AT, kind=kind, reason="no_consent"))
    of_every_kind = [AlarmMetric.MESSAGE_REJECTED, AlarmMetric.CONSENT_NOT_WRITTEN]
    assert sorted(counted) == sorted(of_every_kind)

    timeline.write(Line(at=AT, kind=Kind.SKIPPED, reason="lost"))
    timeline.write(Line(at=AT, kind=Kind.PARKED, reason="no_code"))
    assert sorted(counted) == sorted([*of_every_kind, AlarmMetric.MESSAGE_LOST, AlarmMetric.CODES_MISSING])


def test_a_count_is_one_embedded_metric(capsys: pytest.CaptureFixture[str]) -> None:
    count(AlarmMetric.MESSAGE_LOST)

    metric = json.loads(capsys.readouterr().out)
    assert metric["MessageLost"] == [1.0]
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Homing"


def test_a_handlers_answer_and_its_requests_id_pass_through(stream: io.StringIO) -> None:
    @journey_handler
    def handle(event: dict[str, int], context: object) -> int:
        observability.logger.info("in the handler")
        return event["a"]

    assert handle({"a": 7}, SimpleNamespace(aws_request_id="r-1")) == 7
    assert lines(stream)[0]["request"] == "r-1"


def test_our_own_errors_go_on_as_they_are(stream: io.StringIO) -> None:
    @journey_handler
    def handle(event: object, context: object) -> None:
        raise Throttled("StartExecution: ThrottlingException")

    with pytest.raises(Throttled):
        handle({}, None)

    (line,) = lines(stream)
    assert (line["message"], line["error"], line["level"]) == ("work failed", "Throttled", "WARNING")


def test_an_unexpected_error_is_logged_with_its_trace(stream: io.StringIO) -> None:
    @journey_handler
    def handle(event: dict[str, object], context: object) -> object:
        return event["missing"]

    with pytest.raises(KeyError):
        handle({}, None)

    assert "missing" in lines(stream)[0]["exception"]


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        f"input_value='{ADDRESS}'",
        f"line\n{ADDRESS}",
        f"<{ADDRESS}>",
        "email=ada%40example.com",
        "josé@exämple.com",
    ],
)
def test_an_error_that_holds_an_address_does_not_reach_the_log_with_it(
    text: str, stream: io.StringIO
) -> None:
    @journey_handler
    def handle(event: object, context: object) -> None:
        raise ValueError(text)

    with pytest.raises(UnexpectedError) as raised:
        handle({}, None)

    assert str(raised.value) == "ValueError"
    (line,) = lines(stream)
    assert "<address>" in line["exception"]
    assert not any(part in stream.getvalue() for part in ("lovelace", "ada", "jos", "mple.com"))


def test_a_value_that_pydantic_refuses_does_not_reach_the_log(stream: io.StringIO) -> None:
    @journey_handler
    def handle(event: object, context: object) -> None:
        TypeAdapter(dict[str, int]).validate_python(event)

    with pytest.raises(UnexpectedError):
        handle({"first_name": "Ada,\nLovelace"}, None)

    (line,) = lines(stream)
    assert "first_name" in line["exception"]
    assert "input_value=<value>, input_type=str" in line["exception"]
    assert "Lovelace" not in stream.getvalue()


def test_a_state_machines_question_names_its_enrollment_on_every_line(stream: io.StringIO) -> None:
    @journey_handler
    def handle(event: object, context: object) -> None:
        observability.logger.info("decided")
        raise Throttled("GetItem: ThrottlingException")

    with pytest.raises(Throttled):
        handle({"enrollment": "abandoned_cart-abc", "step": "reminder"}, None)

    ids = {"workflow": "abandoned_cart", "enrollment": "abandoned_cart-abc", "step": "reminder"}
    assert all(ids.items() <= line.items() for line in lines(stream))


def test_what_was_said_of_one_record_is_not_said_of_the_next(stream: io.StringIO) -> None:
    one, other = (MessageId(enrollment=f"welcome-{name}", step="hello") for name in ("a", "b"))
    with pytest.raises(Throttled), observability.one_record(one):
        raise Throttled("GetItem: ThrottlingException")
    with observability.one_record(other):
        observability.logger.info("in the middle")
    observability.logger.info("afterwards")

    failed, middle, after = lines(stream)
    assert (failed["message"], failed["enrollment"], failed["step"]) == ("work failed", "welcome-a", "hello")
    assert middle["enrollment"] == "welcome-b"
    assert "enrollment" not in after


def test_an_address_deep_in_a_field_is_taken_out(stream: io.StringIO) -> None:
    log: Logger = observability.logger

    log.info("odd", extra={"given": {"list": [ADDRESS, {"object": ValueError(ADDRESS)}], "n": 1}})

    assert lines(stream)[0]["given"] == {"list": ["<address>", {"object": "<address>"}], "n": 1}


def test_a_long_word_is_looked_through_in_no_time(stream: io.StringIO) -> None:
    began = time.process_time()

    observability.logger.info("odd", extra={"given": ["a" * 1_000_000, f"{'a' * 1_000_000}{ADDRESS}"]})

    assert time.process_time() - began < 1
    assert lines(stream)[0]["given"][1] == "<address>"
