"""Compiled machines alone on moto's interpreter: whatever they ask, a function answers."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import boto3
from homing.domain.workflow import Workflow
from homing.settings import machine_name
from moto import mock_aws

from local.clock import Agenda
from local.moto_engine.environment import ACCOUNT_ID, CONFIG, REGION, STAGE
from local.moto_engine.executions import MotoExecutions
from local.moto_engine.interpreter import Interpreter
from local.moto_engine.queues import MotoQueue, Sqs

Answer = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Answers a task: a decision is asked for with its `action`, a send without one."""


class Machines:
    """What `machines` opens."""

    def __init__(self, agenda: Agenda, sqs: Sqs, answer: Answer) -> None:
        session = boto3.Session(region_name=REGION)
        self._client = session.client("stepfunctions")
        self._answer = answer
        queue_client = session.client("sqs")
        self._queue = MotoQueue(sqs, queue_client, "asked", agenda, self._consume, consumer_timeout=60)
        self._created = MotoExecutions(self._client, STAGE)

    def create(self, workflow: Workflow) -> None:
        """Make the machine of a workflow."""
        self._created.create(workflow, send_queue_url=self._queue.url, step_arn="step")

    def start(self, workflow: Workflow, name: str, text: str) -> None:
        """Start an execution; the agenda runs it."""
        machine = machine_name(STAGE, workflow.name)
        arn = f"arn:aws:states:{REGION}:{ACCOUNT_ID}:stateMachine:{machine}"
        self._client.start_execution(stateMachineArn=arn, name=name, input=text)

    def transitions(self) -> int:
        """States that were entered, in all executions."""
        return sum(each.visits for each in self._created.executions.values())

    def _consume(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        for each in event["Records"]:
            asked = json.loads(each["body"])
            output = json.dumps(self._answer(asked))
            self._client.send_task_success(taskToken=asked["token"], output=output)
        return {}


@contextmanager
def machines(agenda: Agenda, answer: Answer) -> Iterator[Machines]:
    """Step Functions and one send queue on moto, on an agenda's time."""
    sqs = Sqs(agenda)
    interpreter = Interpreter(agenda, invoke=lambda _, asked: answer(asked), ended=lambda *_: None)
    with ExitStack() as stack:
        stack.enter_context(mock_aws(config=CONFIG))
        for each in (sqs, interpreter):
            stack.enter_context(each.installed())
        yield Machines(agenda, sqs, answer)
