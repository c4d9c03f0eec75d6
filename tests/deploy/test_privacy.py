"""No address where it does not belong: not in a log, an execution's input, its history or a queue's name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.deploy.outside import Outside, until
from tests.deploy.people import Person, now

pytestmark = pytest.mark.xdist_group("deploy")


def history(shop: Outside, person: Person) -> str:
    """Everything that Step Functions keeps of a person's welcome series."""
    machines = shop.session.client("stepfunctions")
    execution = shop.machine("welcome").replace(":stateMachine:", ":execution:")
    name = f"{shop.enrollments_of(person)['welcome'].id}-0"
    told = machines.get_execution_history(executionArn=f"{execution}:{name}", includeExecutionData=True)
    return json.dumps(told["events"], default=str)


@contextmanager
def every_mail_refused(shop: Outside) -> Iterator[None]:
    """SES takes no mail to an address that it does not know, and says to which."""
    client: Any = shop.session.client("sesv2")
    details: Any = {"MailType": "MARKETING", "WebsiteURL": "https://fjordogfell.example.com"}
    client.put_account_details(**details, ProductionAccessEnabled=False)
    try:
        yield
    finally:
        # What was refused would come again, and no other test waits for it.
        shop.session.client("sqs").purge_queue(QueueUrl=shop.queue("welcome"))
        client.put_account_details(**details, ProductionAccessEnabled=True)


def test_neither_a_log_nor_an_execution_holds_an_address(shop: Outside) -> None:
    ada = shop.subscriber()
    shop.page("POST", shop.unsubscribe_path(ada))
    shop.settle()

    said, told = shop.log_lines(), history(shop, ada)

    assert any("message sent" in line for line in said)
    assert [line for line in said if "@example.com" in line] == []
    assert "Send welcome" in told
    assert "@example.com" not in told


def test_a_mail_that_is_refused_is_told_without_whose_it_is(shop: Outside) -> None:
    ada = Person.new()

    def refused() -> list[str]:
        return [line for line in shop.log_lines() if "SendingRefused" in line and "not verified" in line]

    with every_mail_refused(shop):
        shop.tell("customers/create", ada.subscribes() | {"first_name": "Zebedia"})
        until(refused, "the refusal")

    assert [line for line in shop.log_lines() if ada.email in line or "Zebedia" in line] == []
    told = history(shop, ada)
    assert "Send welcome" in told
    assert ada.email not in told


def test_a_function_that_fails_tells_neither_its_log_nor_its_caller_of_whom(shop: Outside) -> None:
    ada = Person.new()
    body = json.dumps(ada.subscribes())
    unreadable = {"topic": "customers/create", "arrived_at": f"{now():%Y} {ada.email}"}
    attributes = {name: {"stringValue": value, "dataType": "String"} for name, value in unreadable.items()}
    record = {"messageId": "m-1", "body": body, "messageAttributes": attributes, "attributes": {}}

    answers = {
        "events": shop.try_to_call("events", {"Records": [record]}),
        "feedback": shop.try_to_call("feedback", {"Records": [record | {"body": {"mail": ada.email}}]}),
        "step": shop.try_to_call("step", {"action": ada.email, "enrollment": "welcome-1", "step": "welcome"}),
    }

    for function in ("events", "feedback"):
        assert json.loads(answers[function]) == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert json.loads(answers["step"])["errorMessage"] == "ValidationError"
    until(lambda: [each for each in shop.log_lines() if "<address>" in each], "the failures")
    assert [name for name, answer in answers.items() if ada.email in answer] == []
    assert [line for line in shop.log_lines() if ada.email in line] == []
