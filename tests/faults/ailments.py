"""What ails AWS: each trouble of each service, once for every call or for a while."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tests.faults.answers import Ails, Asked, Refusal, Trouble
from tests.faults.stage import Stage

THROTTLED: Mapping[str, Refusal] = {
    "dynamodb": Refusal("ProvisionedThroughputExceededException"),
    "s3": Refusal("SlowDown", 503),
    "ses": Refusal("TooManyRequestsException", 429, "Maximum sending rate exceeded."),
    "sqs": Refusal("RequestThrottled"),
    "ssm": Refusal("ThrottlingException"),
    "stepfunctions": Refusal("ThrottlingException"),
}
FAILED: Mapping[str, Refusal] = {
    "dynamodb": Refusal("InternalServerError", 500),
    "s3": Refusal("InternalError", 500),
    "ses": Refusal("InternalFailure", 500),
    "sqs": Refusal("ServiceUnavailable", 503),
    "ssm": Refusal("InternalServerError", 500),
    "stepfunctions": Refusal("InternalFailure", 500),
}
SERVICES = tuple(THROTTLED)

CANCELLED = Refusal("TransactionCanceledException", reasons=("None", "TransactionConflict"))
CONFLICT = Refusal("TransactionConflictException")
FULL = Refusal("ExecutionLimitExceeded")
QUOTA = Refusal("LimitExceededException", said="Daily message quota exceeded.")
SUSPENDED = Refusal("AccountSuspendedException")
PAUSED = Refusal("SendingPausedException")

WHILE_MINUTES = 20


def once(trouble: Mapping[str, Trouble]) -> Ails:
    """Every call of every piece of work fails at first, and no more."""
    known: set[tuple[str, str, int]] = set()

    def ails(asked: Asked) -> Trouble | None:
        scheduled = asked.work.startswith(("sweep", "reconcile"))
        work = asked.work.split()[0] if scheduled else asked.work  # or no look would ever get its lease
        call = (work, asked.operation, asked.number)
        if call in known:
            return None
        known.add(call)
        return trouble.get(asked.service)

    return ails


def in_each_others_way() -> Ails:
    """Every write to DynamoDB meets another writer at first."""
    cancelled = once({"dynamodb": CANCELLED})
    conflict = once({"dynamodb": CONFLICT})

    def ails(asked: Asked) -> Trouble | None:
        if asked.operation == "TransactWriteItems":
            return cancelled(asked)
        return conflict(asked) if asked.operation in SINGLE_WRITES else None

    return ails


SINGLE_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})


def a_while(stage: Stage, service: str, trouble: Trouble, *operations: str) -> Ails:
    """Whatever a service is asked in the first twenty minutes of two hours out of three."""

    def ails(asked: Asked) -> Trouble | None:
        concerned = asked.service == service and (not operations or asked.operation in operations)
        return trouble if concerned and is_bad(stage.clock.now()) else None

    return ails


def is_bad(now: datetime) -> bool:
    """The stories happen on the full hour."""
    return now.minute < WHILE_MINUTES and now.hour % 3 != 0


Ailment = Callable[[Stage], Ails]


def _each_call(trouble: Mapping[str, Trouble]) -> Ailment:
    return lambda stage: once(trouble)


def _while(service: str, trouble: Trouble, *operations: str) -> Ailment:
    return lambda stage: a_while(stage, service, trouble, *operations)


EACH_CALL_ONCE: Mapping[str, Ailment] = {
    "answer lost": _each_call(dict.fromkeys(SERVICES, "answer lost")),
    "never arrived": _each_call(dict.fromkeys(SERVICES, "never arrived")),
    "throttled": _each_call(THROTTLED),
    "failed": _each_call(FAILED),
    "in each other's way": lambda stage: in_each_others_way(),
}

FOR_A_WHILE: Mapping[str, Ailment] = {
    **{f"{service} throttled": _while(service, THROTTLED[service]) for service in SERVICES},
    # A mail that SES fails twice, or hears of twice without an answer, stays in doubt: test_silence.py.
    **{f"{service} failed": _while(service, FAILED[service]) for service in SERVICES if service != "ses"},
    **{f"{service} answer lost": _while(service, "answer lost") for service in SERVICES},
    "ses quota used up": _while("ses", QUOTA, "SendEmail"),
    "ses suspended": _while("ses", SUSPENDED, "SendEmail"),
    "ses paused": _while("ses", PAUSED, "SendEmail"),
    "stepfunctions full": _while("stepfunctions", FULL, "StartExecution"),
}
