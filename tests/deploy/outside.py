"""A deployed stage seen from outside: what Shopify sends, what a recipient gets, what an owner sees."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, TypeVar
from urllib.parse import urlsplit

from homing.settings import machine_name

from local.deployed import Deployed
from local.emulator.ministack import Answer, MiniStack
from local.emulator.session import EmulatorSession
from local.emulator.surroundings import ACCOUNT, REGION

SHOP_DOMAIN = "fjord-og-fell.myshopify.com"
PATIENCE = 90.0
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
    answers: list[Answer] = field(default_factory=list)

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

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        """What a recipient got, the oldest first."""
        return [mail for mail in self.emulator.mails() if mail["To"] == [address]]

    def wait_for_mails(self, address: str, number: int) -> list[dict[str, Any]]:
        """That many mails of a recipient."""

        def look() -> list[dict[str, Any]]:
            mails = self.mails_to(address)
            return mails if len(mails) >= number else []

        return until(look, f"mail {number} to {address}")

    def executions(self, workflow: str) -> dict[str, str]:
        """The status of each execution of a workflow, by its name."""
        arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{machine_name(self.stage, workflow)}"
        listed = self.session.client("stepfunctions").list_executions(stateMachineArn=arn)
        return {each["name"]: each["status"] for each in listed["executions"]}

    def function(self, name: str) -> str:
        """A function's own name by the one that the code gives it."""
        for each in self.deployed.resources("journeys"):
            if each["LogicalResourceId"].startswith(f"Functions{name.capitalize()}Function"):
                return str(each["PhysicalResourceId"])
        raise AssertionError(f"no function {name}")

    def sweep(self) -> None:
        """Look at what is due now, and not when the minute is over."""
        called = self.session.client("lambda").invoke(FunctionName=self.function("sweep"))
        assert "FunctionError" not in called, called["Payload"].read()
