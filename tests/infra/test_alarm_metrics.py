"""What a handler tells CloudWatch is what the alarm reads, under the environment that it is deployed with."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.stub import Stubber
from homing import bootstrap, settings
from homing.adapters.aws import AwsNeighbours, clients
from homing.adapters.workflow_set import WorkflowSet
from homing.alarm_metrics import COUNTED_BY, AlarmMetric
from homing.domain.consent_ledger import ConsentChange
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment
from homing.domain.errors import (
    MessageRefused,
    RenderFailed,
    SendAmbiguous,
    SendingRefused,
    SendRateExceeded,
    ShopRefused,
)
from homing.domain.step_parts import Offer
from homing.domain.time import Stamp
from homing.observability import LoggedTimeline

from functions.send import handler as send
from functions.step import handler as step
from functions.trigger import events, reconcile, sweep
from local.account import CONTEXT, Account
from local.functions import HANDLERS
from local.memory.codes import MemoryCodePool
from tests.functional.laptop import START, laptop, subscription
from tests.infra.conftest import Templates

pytestmark = pytest.mark.xdist_group("synth")


class Refusing:
    """A mailer, or a renderer, that raises."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def send(self, _email: object) -> str:
        raise self._error

    def render(self, *_: object, **__: object) -> object:
        raise self._error


@dataclass
class Subscriber:
    """An account with one subscriber, whose welcome waits in its send queue."""

    account: Account
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def enrollment(self) -> Enrollment:
        return next(iter(self.account.tables.enrollments.values()))

    def is_sent(self, **neighbours: object) -> None:
        """The send function works its mail off, with other neighbours than usual."""
        for name, neighbour in neighbours.items():
            setattr(self.account.neighbours, name, neighbour)
        bootstrap.install(self.account.neighbours)
        send.handler({"Records": self.records}, CONTEXT)

    def is_lost(self) -> None:
        """Nobody answered the state machine for fifteen days."""
        asked = {"action": "settle", "enrollment": self.enrollment.id, "version": "1", "step": "welcome"}
        step.handler(asked, CONTEXT)

    def breaks(self, attempt: int = 0) -> None:
        """The execution of an attempt failed."""
        name = f"{self.enrollment.id}-{attempt}"
        step.handler({"detail-type": step.STATUS_CHANGE, "detail": {"name": name}}, CONTEXT)

    def is_overdue(self) -> None:
        """Its execution ended and nobody told; the hourly round finds it."""
        self.account.stepper.executions.clear()
        self.account.clock.move(START + timedelta(hours=2))
        reconcile.handler({}, CONTEXT)

    def leaves_a_shop_that_does_not_hear(self) -> None:
        """Left by the link of a mail; Shopify refuses our token."""
        (contact,) = self.account.tables.contacts.values()
        now = self.account.clock.now()
        left = replace(contact.consent, left_at=Stamp.of(now, now))
        self.account.neighbours.contacts.set_consent(
            contact.id, ConsentChange(known=contact.consent, consent=left)
        )
        self.account.neighbours.due.put(
            DueEntry(at=now, kind=DueKind.MIRROR, workflow="-", key=f"{contact.id}/0")
        )
        monkey = pytest.MonkeyPatch()
        monkey.setattr(self.account.neighbours.consent_mirror, "withdraw", _refuses)
        bootstrap.install(self.account.neighbours)
        sweep.handler({}, CONTEXT)


def _refuses(*_: object) -> bool:
    raise ShopRefused("no such token")


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with laptop() as account:
        made = Subscriber(account)
        with pytest.MonkeyPatch.context() as patch:

            def keep(event: dict[str, Any], context: object) -> dict[str, Any]:
                made.records += event["Records"]
                return {"batchItemFailures": []}

            patch.setitem(HANDLERS, "send", keep)
            events.handler({"Records": [subscription("s", 1)]}, CONTEXT)
            account.agenda.run(START + timedelta(seconds=1))
        account.neighbours.timeline = LoggedTimeline()
        bootstrap.install(account.neighbours)
        yield made


def _asks_for_the_quota(_: Subscriber) -> None:
    names = settings.SendSettings.model_fields
    around = AwsNeighbours(settings.SendSettings.model_validate(dict.fromkeys(names, "sandbox")))
    with Stubber(clients.sesv2()) as ses:
        quota = {"MaxSendRate": 14.0, "Max24HourSend": 50_000.0, "SentLast24Hours": 41_000.0}
        ses.add_response("get_account", {"SendQuota": quota})
        around._quota.read()
    clients.forget()


def _finds_no_code(it: Subscriber) -> None:
    welcome = it.account.workflows.get("welcome")
    assert welcome is not None
    offer = Offer.model_validate({"percent": 10, "valid_for": "24h"})
    steps = (welcome.steps[0].model_copy(update={"offer": offer}), *welcome.steps[1:])
    around = it.account.neighbours
    it.is_sent(
        workflows=WorkflowSet([welcome.model_copy(update={"steps": steps})]),
        discounts=MemoryCodePool(around.clock.now, around.due),
    )


HAPPENINGS: Mapping[AlarmMetric, Callable[[Subscriber], None]] = {
    AlarmMetric.MESSAGE_REJECTED: lambda it: it.is_sent(mailer=Refusing(MessageRefused("no"))),
    AlarmMetric.CLAIM_UNSETTLED: lambda it: it.is_sent(mailer=Refusing(SendAmbiguous("no answer"))),
    AlarmMetric.SENDING_REFUSED: lambda it: it.is_sent(mailer=Refusing(SendingRefused("paused"))),
    AlarmMetric.SEND_THROTTLED: lambda it: it.is_sent(mailer=Refusing(SendRateExceeded("slow down"))),
    AlarmMetric.SEND_QUOTA_USED: _asks_for_the_quota,
    AlarmMetric.CODES_MISSING: _finds_no_code,
    AlarmMetric.MESSAGE_LOST: Subscriber.is_lost,
    AlarmMetric.ENROLLMENT_BROKEN: Subscriber.breaks,
    AlarmMetric.ENROLLMENT_OVERDUE: Subscriber.is_overdue,
    AlarmMetric.CONSENT_NOT_WRITTEN: Subscriber.leaves_a_shop_that_does_not_hear,
}


def test_every_metric_has_its_happening() -> None:
    assert HAPPENINGS.keys() == set(AlarmMetric)


def _told(out: str) -> list[tuple[str, str, list[dict[str, str]], float]]:
    """(namespace, metric, dimensions, value) of every line that CloudWatch reads as a metric."""
    found = []
    for line in out.splitlines():
        record = json.loads(line)
        for each in record.get("_aws", {}).get("CloudWatchMetrics", ()):
            dimensions = [{"Name": name, "Value": record[name]} for name in each["Dimensions"][0]]
            metric = each["Metrics"][0]["Name"]
            found.append((each["Namespace"], metric, dimensions, record[metric][0]))
    return found


def _environment(templates: Templates, service: str) -> dict[str, str]:
    function = templates.one("AWS::Lambda::Function", f"Functions/{service.capitalize()}/Function")
    variables = function["Properties"]["Environment"]["Variables"]
    return {key: value for key, value in variables.items() if key.startswith("POWERTOOLS_")}


@pytest.mark.parametrize("metric", AlarmMetric)
def test_an_alarm_reads_what_its_function_tells(
    metric: AlarmMetric,
    sandbox: Templates,
    subscriber: Subscriber,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    alarm = sandbox.one("AWS::CloudWatch::Alarm", f"Alarms/{metric.value}")["Properties"]
    for key, value in _environment(sandbox, COUNTED_BY[metric]).items():
        monkeypatch.setenv(key, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    capsys.readouterr()

    HAPPENINGS[metric](subscriber)

    ((namespace, name, dimensions, figure),) = _told(capsys.readouterr().out)
    assert (namespace, name, dimensions) == (alarm["Namespace"], alarm["MetricName"], alarm["Dimensions"])
    assert figure >= alarm["Threshold"]


def test_a_mail_whose_template_cannot_be_filled_rings_as_a_rejected_one(
    subscriber: Subscriber, capsys: pytest.CaptureFixture[str]
) -> None:
    subscriber.is_sent(renderer=Refusing(RenderFailed("welcome: 'posts' is undefined")))

    assert [name for _, name, _, _ in _told(capsys.readouterr().out)] == ["MessageRejected"]


def test_an_execution_of_another_attempt_is_no_broken_enrollment(
    subscriber: Subscriber, capsys: pytest.CaptureFixture[str]
) -> None:
    subscriber.breaks(attempt=9)

    assert _told(capsys.readouterr().out) == []
