"""AWS answers otherwise than with what was asked for: not at all, too late, or with an error."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from unittest import mock

from botocore.exceptions import ReadTimeoutError
from homing.adapters.aws import clients
from moto.core.botocore_stubber import BotocoreStubber

from tests.faults.stage import Stage

Answer = tuple[int, Mapping[str, str], str]


class Refusal(NamedTuple):
    """An error answer; nothing was done."""

    code: str
    status: int = 400
    said: str = "slow down"
    reasons: tuple[str, ...] = ()

    def answer(self, service: str) -> Answer:
        """As the service's protocol writes it."""
        if service == "s3":
            told = f"<Error><Code>{self.code}</Code><Message>{self.said}</Message></Error>"
            return self.status, {}, told
        body: dict[str, Any] = {"__type": self.code, "message": self.said}
        if self.reasons:
            body["CancellationReasons"] = [{"Code": reason} for reason in self.reasons]
        return self.status, {"x-amzn-ErrorType": self.code}, json.dumps(body)


Silence = Literal["never arrived", "answer lost"]
Trouble = Refusal | Silence


class Asked(NamedTuple):
    """One HTTP request of a function: which of its kind in its invocation, and the SDK's how manieth try."""

    service: str
    operation: str
    number: int
    tried: int
    work: str


Ails = Callable[[Asked], Trouble | None]
"""What befalls a request, None if nothing does."""


@dataclass(slots=True)
class Answers:
    """Stands between the functions and moto; counts what befell whom."""

    stage: Stage
    ails: Ails
    befell: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Requests that were ailing, by service and operation."""

    @contextmanager
    def between(self) -> Iterator[None]:
        """Answer in moto's place, where anything ails a request of a function; moto's own pass by."""
        asked: list[Asked] = []
        tries = [0]
        calls: Counter[tuple[int, str]] = Counter()
        kept: dict[str, Any] = {}
        process = BotocoreStubber.process_request

        def answer(stubber: Any, request: Any) -> Any:
            if not asked:
                return process(stubber, request)
            what = asked.pop()
            token = _token(what, request)
            trouble = self.ails(what)
            if trouble is not None:
                self.befell[what.service, what.operation] += 1
            if isinstance(trouble, Refusal):
                return trouble.answer(what.service)
            if trouble == "never arrived":
                raise ReadTimeoutError(endpoint_url=request.url)
            told = kept.get(token) or process(stubber, request)
            if token and told is not None and told[0] == 200:
                kept[token] = told  # DynamoDB answers a repeated token as it did at first; moto does it again
            if trouble == "answer lost":
                raise ReadTimeoutError(endpoint_url=request.url)
            return told

        def note(service: str) -> Callable[..., None]:
            def before_send(event_name: str, **_: object) -> None:
                tries[0] += 1
                operation = event_name.rpartition(".")[2]
                call = (self.stage.life, operation)
                calls[call] += tries[0] == 1
                asked[:] = [Asked(service, operation, calls[call], tries[0], self.stage.work)]

            return before_send

        def begin(**_: object) -> None:
            tries[0] = 0

        for service, client in _clients().items():
            client.meta.events.register("before-call", begin)
            client.meta.events.register_first("before-send", note(service))
        with mock.patch.object(BotocoreStubber, "process_request", answer):
            yield


def _clients() -> Mapping[str, Any]:
    return {
        "dynamodb": clients.dynamodb(),
        "s3": clients.s3(),
        "ses": clients.sesv2(),
        "sqs": clients.sqs(),
        "ssm": clients.ssm(),
        "stepfunctions": clients.stepfunctions(),
    }


def _token(asked: Asked, request: Any) -> str:
    if asked.operation != "TransactWriteItems":
        return ""
    return str(json.loads(request.body).get("ClientRequestToken", ""))
