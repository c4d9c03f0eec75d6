"""What to try on a deployment that just came up: one customer's way through both workflows, as commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from homing.domain.workflow import QuietTrigger, Workflow
from homing.settings import machine_name

from local.demo import payloads, purchase_payloads
from local.demo.goods import PRODUCTS, Item
from local.demo.places import HOME
from local.emulator.surroundings import ACCOUNT, CREDENTIALS, REGION
from local.emulator.webhooks import Shopify

ADA = 7_204_915_000_001
ADDRESS = "ada@example.com"
CHECKOUT = "5f3a9c0e71b24d68"


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing to try."""

    says: str
    commands: Sequence[str]


def stops(
    shopify: Shopify, workflows: Sequence[Workflow], *, stage: str, folder: Path, port: int, now: datetime
) -> Sequence[Stop]:
    """The tour, in the order in which it is walked; bodies are written to the folder."""
    home = payloads.address(HOME[0], "Ada", "Nilsen")
    ada = payloads.customer(ADA, ADDRESS, created=now, first_name="Ada", last_name="Nilsen", home=home)
    things = (Item(PRODUCTS[1], "M", 1),)
    left = now - _quiet_time(workflows) - timedelta(minutes=1)

    def sent(topic: str, payload: payloads.Payload) -> str:
        return shopify.curl(topic, payload, folder=folder, port=port)

    subscribed = sent(
        "customers/create", ada | {"email_marketing_consent": payloads.consent("subscribed", now)}
    )
    return (
        Stop("In another terminal, in this folder:", [". .venv/bin/activate", _export(port)]),
        Stop("Ada subscribes. The first mail of the welcome series comes within seconds:", [subscribed]),
        Stop("Shopify says it again. Nothing happens:", [subscribed]),
        Stop(
            "Ada left a checkout an hour ago. At the next full look, within a minute, she is reminded:",
            [
                sent(
                    "checkouts/create",
                    purchase_payloads.checkout(
                        CHECKOUT, things, created=left, updated=left, email=ADDRESS, buyer=ada, ship_to=home
                    ),
                )
            ],
        ),
        Stop(
            "Who is on the way, and in which executions:",
            [f"homing status --stage {stage}", *(_executions(stage, each.name, port) for each in workflows)],
        ),
        Stop(
            "Ada buys it. Her reminders end, and the welcome series goes on:",
            [
                sent(
                    "orders/create",
                    purchase_payloads.order(
                        9001,
                        things,
                        created=now,
                        checkout_token=CHECKOUT,
                        email=ADDRESS,
                        buyer=ada,
                        ship_to=home,
                        status="paid",
                    ),
                )
            ],
        ),
        Stop(
            "The page behind the unsubscribe link of her last mail, and her leaving:",
            [
                f"LINK=$(curl -sS http://127.0.0.1:{port}/_ministack/ses/messages"
                " | grep -o '/unsubscribe/[A-Za-z0-9._-]*' | tail -n 1)",
                f'curl -sS -H "Host: {shopify.host}" "http://127.0.0.1:{port}$LINK"',
                f'curl -sS -X POST -H "Host: {shopify.host}" "http://127.0.0.1:{port}$LINK"',
            ],
        ),
    )


def _quiet_time(workflows: Sequence[Workflow]) -> timedelta:
    """How long a cart has to lie still until somebody is reminded of it."""
    return max(
        (each.trigger.for_ for each in workflows if isinstance(each.trigger, QuietTrigger)),
        default=timedelta(hours=1),
    )


def _export(port: int) -> str:
    """Lets every command for AWS find the emulator, and nothing else."""
    variables = {
        **CREDENTIALS,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    return "export " + " ".join(f"{name}={value}" for name, value in variables.items())


def _executions(stage: str, workflow: str, port: int) -> str:
    arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{machine_name(stage, workflow)}"
    return (
        f"curl -sS http://127.0.0.1:{port}/ -H 'X-Amz-Target: AWSStepFunctions.ListExecutions'"
        f" -H 'Content-Type: application/x-amz-json-1.0' -d '{{\"stateMachineArn\": \"{arn}\"}}'"
    )
