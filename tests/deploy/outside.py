"""A deployed stage seen from outside: what Shopify sends, what a recipient gets, what an owner sees."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, TypeVar
from urllib.parse import urlsplit

from homing.adapters.dynamodb.contacts import Contacts
from homing.adapters.dynamodb.enrollments import Enrollments
from homing.adapters.dynamodb.table import Table
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.pages import Page
from homing.settings import machine_name, send_queue_name

from local.deployed import Deployed
from local.emulator.ministack import Answer, MiniStack
from local.emulator.session import EmulatorSession
from local.emulator.surroundings import ACCOUNT, REGION
from tests.deploy.people import Person

SHOP_DOMAIN = "fjord-og-fell.myshopify.com"
PATIENCE = 400.0
"""Seconds; a machine that runs the other tests beside this takes its time, and nothing here measures it."""

Found = TypeVar("Found")
_deliveries = count(1)


def until(look: Callable[[], Found], what: str, patience: float = PATIENCE) -> Found:
    """What a look finds, as soon as it finds anything."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s for {what}")
        time.sleep(0.2)
    return found


@dataclass
class Outside:
    """One stage on one emulator."""

    emulator: MiniStack
    stage: str
    secret: str

    @cached_property
    def session(self) -> EmulatorSession:
        """boto3 as the account's root."""
        return EmulatorSession(self.emulator)

    @cached_property
    def deployed(self) -> Deployed:
        """The stage as the owner's commands see it."""
        return Deployed(self.stage, self.session)

    @cached_property
    def host(self) -> str:
        """The name that the API answers to."""
        return urlsplit(self.deployed.settings.pages_url).netloc

    # What Shopify and a recipient do

    def post(
        self,
        topic: str,
        payload: Mapping[str, Any],
        *,
        delivery: str | None = None,
        secret: str | None = None,
    ) -> Answer:
        """Send a webhook as Shopify does; a delivery repeated has the same id."""
        body = json.dumps(payload).encode()
        mac = hmac.new((secret or self.secret).encode(), body, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": SHOP_DOMAIN,
            "X-Shopify-Webhook-Id": delivery or f"delivery-{next(_deliveries)}",
            "X-Shopify-Hmac-Sha256": base64.b64encode(mac.digest()).decode(),
        }
        path = f"/webhooks/shopify/{topic}"
        return self.emulator.request("POST", path, host=self.host, body=body, headers=headers)

    def tell(self, topic: str, payload: Mapping[str, Any], *, delivery: str | None = None) -> None:
        """Send a webhook that has to be taken."""
        answer = self.post(topic, payload, delivery=delivery)
        assert (answer.status, answer.body) == (200, b"Taken.\n")

    def page(self, method: str, path: str, body: bytes = b"") -> Answer:
        """What a browser or a mail program gets for a link."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.emulator.request(method, path, host=self.host, body=body, headers=form)

    def subscriber(self) -> Person:
        """Somebody new who has the first mail of the welcome series."""
        person = Person.new()
        self.tell("customers/create", person.subscribes())
        self.wait_for_mails(person, 1)
        return person

    # What came of it

    def mails_to(self, person: Person) -> Sequence[Mapping[str, Any]]:
        """What a recipient got, the oldest first."""
        return [mail for mail in self.emulator.mails() if mail["To"] == [person.email]]

    def wait_for_mails(self, person: Person, number: int) -> Sequence[Mapping[str, Any]]:
        """A recipient's mails, as soon as there are so many."""

        def look() -> Sequence[Mapping[str, Any]]:
            mails = self.mails_to(person)
            return mails if len(mails) >= number else []

        return until(look, f"mail {number} to {person.email}")

    def unsubscribe_path(self, person: Person) -> str:
        """Where the link at the foot of a person's first mail leads, on our own API."""
        return self.path_to(Page.UNSUBSCRIBE, person)

    def path_to(self, page: Page, person: Person) -> str:
        """Where a link in a person's first mail leads, on our own API."""
        mail = self.mails_to(person)[0]
        found = re.search(rf"https?://\S+/{page}/\S+", mail["BodyText"])
        assert found
        assert found[0] in mail["BodyHtml"]
        assert urlsplit(found[0]).netloc == self.host
        return urlsplit(found[0]).path

    def log_lines(self) -> Sequence[str]:
        """What every log group of the account holds."""
        logs = self.session.client("logs")
        groups = logs.get_paginator("describe_log_groups").paginate().build_full_result()["logGroups"]
        events = logs.get_paginator("filter_log_events")
        return [
            str(event["message"])
            for group in groups
            for page in events.paginate(logGroupName=group["logGroupName"])
            for event in page["events"]
        ]

    def executions(self, workflow: str) -> Mapping[str, str]:
        """The status of each execution of a workflow, by its name."""
        listed = self.session.client("stepfunctions").list_executions(stateMachineArn=self.machine(workflow))
        return {each["name"]: each["status"] for each in listed["executions"]}

    def execution_of(self, enrollment: Enrollment) -> str:
        """The status of an enrollment's only execution."""
        found = self.executions(enrollment.workflow)
        assert [name for name in found if name.startswith(enrollment.id)] == [f"{enrollment.id}-0"]
        return found[f"{enrollment.id}-0"]

    def contact_of(self, person: Person) -> Contact | None:
        """A person's row."""
        contacts = Contacts(contacts=self._table("contacts"), figures=self._table("figures"))
        found = contacts.find([f"email#{person.email}"])
        return contacts.get(next(iter(found.values()))) if found else None

    def enrollments_of(self, person: Person) -> Mapping[str, Enrollment]:
        """A person's enrollments, by workflow."""
        contact = self.contact_of(person)
        rows = Enrollments(
            enrollments=self._table("enrollments"),
            contacts=self._table("contacts"),
            figures=self._table("figures"),
        )
        return {each.workflow: each for each in rows.of_contact(contact.id)} if contact else {}

    # What an owner can do

    def sweep(self) -> None:
        """Look at what is due now, and not when the minute is over."""
        self.call("sweep")

    def call(self, function: str) -> Any:
        """What a function answers that is otherwise called by the clock; it may not fail."""
        called = self.session.client("lambda").invoke(FunctionName=self.function(function))
        answer = called["Payload"].read()
        assert "FunctionError" not in called, answer
        return json.loads(answer)

    def try_to_call(self, function: str, event: Mapping[str, Any]) -> str:
        """What the caller of a function is told, be it that it failed."""
        client = self.session.client("lambda")
        called = client.invoke(FunctionName=self.function(function), Payload=json.dumps(event).encode())
        return str(called["Payload"].read(), "utf-8")

    def settle(self) -> None:
        """Wait until every queue is empty and stays so."""
        quiet = 0
        while quiet < 3:
            until(lambda: self.waiting() == 0, "empty queues")
            time.sleep(0.2)
            quiet = quiet + 1 if self.waiting() == 0 else 0

    def waiting(self) -> int:
        """How many messages are in the queues, or in a function's hands."""
        settings = self.deployed.settings
        urls = [settings.events_queue_url, settings.feedback_queue_url]
        urls += [self.queue(each) for each in self.deployed.workflows()]
        return sum(self.in_queue(url) for url in urls)

    def in_queue(self, url: str) -> int:
        """How many messages a queue holds, seen or unseen."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        sqs = self.session.client("sqs")
        held = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(held[name]) for name in names)

    # Where things are

    def machine(self, workflow: str) -> str:
        """A workflow's state machine."""
        return f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{machine_name(self.stage, workflow)}"

    def queue(self, workflow: str) -> str:
        """A workflow's send queue."""
        sqs = self.session.client("sqs")
        return str(sqs.get_queue_url(QueueName=send_queue_name(self.stage, workflow))["QueueUrl"])

    def function(self, name: str) -> str:
        """A function's own name by the one that the code gives it."""
        return self.resource("AWS::Lambda::Function", f"Functions{name.capitalize()}")

    def resource(self, kind: str, starts_with: str, stack: str = "journeys") -> str:
        """What CloudFormation called the resource of a type whose id in the template begins so."""
        found = [
            str(each["PhysicalResourceId"])
            for each in self.deployed.resources(stack)
            if each["ResourceType"] == kind and each["LogicalResourceId"].startswith(starts_with)
        ]
        assert len(found) == 1, f"{len(found)} of {kind} named {starts_with}"
        return found[0]

    def _table(self, name: str) -> Table:
        return Table(self.session.client("dynamodb"), getattr(self.deployed.settings, f"{name}_table"))
