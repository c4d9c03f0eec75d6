"""The AWS calls of the functions, as botocore makes them: where a fault is put in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from homing.adapters.aws import clients

Moment = Literal["before", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of one function: about to leave, or answered and not yet read."""

    moment: Moment
    function: str
    service: str
    operation: str

    def __str__(self) -> str:
        return f"{self.moment} {self.function} {self.service}.{self.operation}"


Hook = Callable[[Call], None]


def register(hook: Hook, running: Callable[[], str]) -> None:
    """Let a hook see the calls of every client that the functions have; `running` tells whose call it is."""
    services: dict[str, Any] = {
        "dynamodb": clients.dynamodb(),
        "s3": clients.s3(),
        "ses": clients.sesv2(),
        "sqs": clients.sqs(),
        "ssm": clients.ssm(),
        "stepfunctions": clients.stepfunctions(),
    }
    for service, client in services.items():
        _listen(client, service, "before", hook, running)
        _listen(client, service, "after", hook, running)


def _listen(client: Any, service: str, moment: Moment, hook: Hook, running: Callable[[], str]) -> None:
    def tell(model: Any, **_: object) -> None:
        hook(Call(moment=moment, function=running(), service=service, operation=model.name))

    client.meta.events.register(f"{moment}-call", tell)
