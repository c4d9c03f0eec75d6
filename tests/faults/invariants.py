"""What must hold whatever happened: each a function named as the claim, returning what breaks it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.figures import LIST, Metric
from homing.domain.message import MessageState
from homing.domain.occupancy import recount as occupants
from homing.domain.suppression import STOPS_EVERYTHING

from local.executions import Execution
from tests import recount
from tests.faults.rows import Rows
from tests.faults.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What is left when a play is over."""

    stage: Stage
    rows: Rows

    @property
    def executions(self) -> Mapping[str, Execution]:
        """Every execution by its name."""
        return self.stage.stepper.executions


Claim = Callable[[Aftermath], Iterator[str]]


def every_enrollment_ends_or_waits_with_a_future_wake_up(left: Aftermath) -> Iterator[str]:
    for each in left.rows.enrollments.values():
        if each.running and not _is_awaited(each, left):
            yield f"{each.id} is {each.state.value}, and nothing will wake it"


def _is_awaited(enrollment: Enrollment, left: Aftermath) -> bool:
    """Its execution waits for an instant to come, or the reconciler will look whether it stands still."""
    execution = left.executions.get(enrollment.execution_name)
    waits = execution is not None and execution.status == "RUNNING" and execution.at.startswith("Until")
    return waits and any(enrollment.id in entry for entry in left.rows.due)


def each_message_has_exactly_one_outcome(left: Aftermath) -> Iterator[str]:
    for message in left.rows.messages.values():
        if not message.settled:
            yield f"{message.id} is still {message.state.value}"
        elif message.wait_until is None:
            yield f"{message.id} was {message.state.value} and nobody was told"
    sent = {str(m.id) for m in left.rows.messages.values() if m.state is MessageState.SENT}
    for each in sent ^ {mail.tag("message") for mail in left.stage.mailer.sent}:
        yield f"{each}: SES and its row tell otherwise whether it was sent"


def no_mail_goes_twice(left: Aftermath) -> Iterator[str]:
    gone = Counter(mail.tag("message") for mail in left.stage.mailer.sent)
    yield from (f"{message} left {times} times" for message, times in gone.items() if times > 1)


def no_mail_goes_after_an_exit(left: Aftermath) -> Iterator[str]:
    by_message = {str(each.id): each for each in left.rows.messages.values()}
    for mail in left.stage.mailer.sent:
        message = by_message.get(mail.tag("message"))
        enrollment = left.rows.enrollments.get(message.id.enrollment) if message else None
        if enrollment is None or enrollment.state is not EnrollmentState.EXITED:
            continue
        if enrollment.ended_at is not None and mail.at > enrollment.ended_at:
            yield f"{mail.tag('message')} left at {mail.at}, after the exit at {enrollment.ended_at}"


def the_counters_equal_a_recount_of_the_rows(left: Aftermath) -> Iterator[str]:
    yield from recount.differences(
        left.rows.figures,
        messages=left.rows.messages,
        enrollments=left.rows.enrollments,
        orders=left.rows.orders.values(),
        zone=left.stage.shop.zone,
        currency=left.stage.shop.currency,
    )


def the_list_has_gained_less_lost_who_may_be_mailed(left: Aftermath) -> Iterator[str]:
    changes = [(cell, metrics) for cell, metrics in left.rows.figures.items() if cell.workflow == LIST]
    net = sum(m.get(Metric.GAINED, Decimal(0)) - m.get(Metric.LOST, Decimal(0)) for _, m in changes)
    stopped = {email for email, cause in left.rows.suppressed if cause in STOPS_EVERYTHING}
    mailable = sum(consent.granted and email not in stopped for email, consent in left.rows.consents.items())
    if net != mailable:
        yield f"the list grew by {net}, and {mailable} may be mailed"


def who_waits_where_equals_a_recount(left: Aftermath) -> Iterator[str]:
    kept = {place: count for place, count in left.rows.occupancy.items() if count}
    if kept != occupants(left.rows.enrollments.values()):
        yield f"{kept} counted, {dict(occupants(left.rows.enrollments.values()))} in the rows"


def no_letter_is_dead(left: Aftermath) -> Iterator[str]:
    yield from left.stage.dead_letters()


INVARIANTS: tuple[Claim, ...] = (
    every_enrollment_ends_or_waits_with_a_future_wake_up,
    each_message_has_exactly_one_outcome,
    no_mail_goes_twice,
    no_mail_goes_after_an_exit,
    the_counters_equal_a_recount_of_the_rows,
    the_list_has_gained_less_lost_who_may_be_mailed,
    who_waits_where_equals_a_recount,
    no_letter_is_dead,
)


def broken(left: Aftermath, claims: tuple[Claim, ...] = INVARIANTS) -> list[str]:
    """What does not hold, in words."""
    return [f"{claim.__name__}: {each}" for claim in claims for each in claim(left)]
