"""Messages: the claim before SES, the outcome after it, and what feedback tells."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, ConditionBase

from homing.adapters.dynamodb.conditions import ABSENT, EXISTS, absent
from homing.adapters.dynamodb.enrollment_rows import RUNNING, completed, enrollment_key, still_at
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import dump, expiry, instant, load, plain
from homing.adapters.dynamodb.occupancy import move_actions
from homing.adapters.dynamodb.outcomes import mailed, outcome_over
from homing.adapters.dynamodb.profiles import ledger_key
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import together
from homing.domain.awaited import laid_over
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.figures import Count
from homing.domain.kept_beside import MESSAGE
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.policy import Ledger
from homing.services.ports import Completion

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class Messages:
    """ports.Messages over the enrollments table.

    Each write of a message or a ledger is numbered here, one above what it follows and whatever the caller
    wrote there, so that no two writes can follow the same row.
    """

    def __init__(self, *, enrollments: Table, contacts: Table, figures: Table) -> None:
        self._table = enrollments
        self._contacts = contacts
        self._figures = figures

    def get(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        """Those that exist, read consistently, in one batch."""
        items = self._table.get_all(_key(each) for each in ids)
        found = (load(Message, item) for item in items.values())
        return {message.id: message for message in found}

    def of_enrollment(self, enrollment_id: str) -> Sequence[Message]:
        """All messages of one enrollment, in the order in which they were decided."""
        items = self._table.query(enrollment_id, "MESSAGE#", "MESSAGE$")
        return sorted((load(Message, item) for item in items), key=lambda m: (m.decided_at, str(m.id)))

    def begin(self, message: Message, known: Message | None) -> str:
        """Put the claim of what is no message, as `claim` does and without a ledger."""
        place = enrollment_key(message.id.enrollment)
        moved = self._table.update(place, RUNNING, assign={"step": message.id.step})
        refused = together(self._table.client, [moved, self._put(message, known)])
        return next((answer for n, answer in enumerate(("ended", "taken")) if n in refused), "claimed")

    def claim(self, message: Message, known: Message | None, ledger: Ledger, new_ledger: Ledger) -> str:
        """Put the claim and the ledger and move the enrollment to the step, in one transaction."""
        step = {"step": message.id.step}
        refused = together(
            self._table.client,
            [
                self._table.update(enrollment_key(message.id.enrollment), RUNNING, assign=step),
                self._put(message, known),
                self._put_ledger(message.contact_id, new_ledger, ledger.revision),
            ],
        )
        answers = ("ended", "taken", "raced")
        return next((answer for n, answer in enumerate(answers) if n in refused), "claimed")

    def release(self, message: Message, ledger: Ledger) -> None:
        """Take a claim back that SES refused definitely; `ledger` is what stood before it.

        Only this very claim: one that feedback settled, or that another made, stays. If another mail has
        changed the ledger since, the ledger keeps the mail that did not go, which errs to fewer mails.
        """
        taken_back = self._table.delete(_key(message.id), _is_this_claim(message))
        restored = self._put_ledger(message.contact_id, ledger, ledger.revision + 1)
        if 1 in together(self._table.client, [taken_back, restored]):
            together(self._table.client, [taken_back])

    def settle(
        self,
        message: Message,
        completion: Completion | None,
        counts: Sequence[Count],
        waits_for: str | None = None,
    ) -> Message:
        """Write an outcome once, with what it ends, moves and counts; returns the outcome that stands.

        A skip or a rejection is put where nothing stands, or instead of the very claim it came from;
        another's claim is returned as it is, not settled. `sent` is written over any claim, and over
        nothing: the mail left. Only `settle` writes `wait_until`: a `sent` row without it was settled by
        feedback, and is filled in, counted and completed as a claim is.
        """
        place = enrollment_key(message.id.enrollment)
        while True:
            rows = self._table.get_all([_key(message.id), place])
            known = load(Message, rows[_key(message.id)]) if _key(message.id) in rows else None
            enrollment = load(Enrollment, rows[place]) if place in rows else None
            outcome = outcome_over(known, message)
            if outcome is None and known is not None:
                return known
            if outcome is not None and self._write(outcome, known, enrollment, completion, counts, waits_for):
                return replace(outcome, revision=_next(known))

    def observe(self, known: Message, observed: Message, counts: Sequence[Count]) -> bool:
        """Write what feedback changed and count it, in one transaction; False if it is no longer `known`."""
        put = self._put(observed, known)
        return not together(self._table.client, [put, *count_actions(self._figures, counts)])

    def _write(
        self,
        outcome: Message,
        known: Message | None,
        enrollment: Enrollment | None,
        completion: Completion | None,
        counts: Sequence[Count],
        waits_for: str | None,
    ) -> bool:
        """Write the outcome with what it does to the enrollment; False if either is not as it was read."""
        actions = [self._put(outcome, known)]
        if enrollment is not None and enrollment.running:
            actions += self._move(outcome, enrollment, completion, waits_for)
            counts = (*counts, *(completion.counts if completion is not None else ()))
        elif enrollment is not None and outcome.state is MessageState.SENT:
            key = enrollment_key(enrollment.id)
            actions.append(
                self._table.update(
                    key,
                    EXISTS,
                    assign=mailed(outcome, "last_mail_at"),
                    fill=mailed(outcome, "first_sent_at"),
                )
            )
        return not together(self._table.client, [*actions, *count_actions(self._figures, counts)])

    def _move(
        self, outcome: Message, enrollment: Enrollment, completion: Completion | None, waits_for: str | None
    ) -> "list[TransactWriteItemTypeDef]":
        after = replace(enrollment, waits_for=waits_for or enrollment.waits_for)
        assign = {"step": outcome.id.step, **mailed(outcome, "last_mail_at")}
        if outcome.told is not None:
            assign["trigger"] = plain(laid_over(enrollment.trigger, outcome.told))
        if after.waits_for is not None:
            assign["waits_for"] = after.waits_for
        if completion is not None:
            after = replace(after, state=EnrollmentState.COMPLETED)
            assign |= completed(completion.at)
        key = enrollment_key(enrollment.id)
        update = self._table.update(
            key, still_at(enrollment), assign=assign, fill=mailed(outcome, "first_sent_at")
        )
        return [update, *move_actions(self._table, enrollment, after)]

    def _put(self, message: Message, known: Message | None) -> "TransactWriteItemTypeDef":
        return message_put(self._table, message, known)

    def _put_ledger(self, contact_id: str, ledger: Ledger, revision: int) -> "TransactWriteItemTypeDef":
        still = ABSENT if revision == 0 else Attr("revision").eq(revision)
        return self._contacts.put(ledger_key(contact_id), dump(replace(ledger, revision=revision + 1)), still)


def message_put(table: Table, message: Message, known: Message | None) -> "TransactWriteItemTypeDef":
    """What a transaction does to write a message after what is known of it."""
    still = absent(table.now()) if known is None else Attr("revision").eq(known.revision)
    numbered = replace(message, revision=_next(known))
    return table.put(_key(message.id), dump(numbered) | expiry(message.decided_at, MESSAGE.lifetime), still)


def _key(message_id: MessageId) -> Key:
    return Key(message_id.enrollment, f"MESSAGE#{message_id.step}#{message_id.number}")


def _next(known: Message | None) -> int:
    return 1 if known is None else known.revision + 1


def _is_this_claim(message: Message) -> ConditionBase:
    at = Attr("claimed_at")
    same_time = at.not_exists() if message.claimed_at is None else at.eq(instant(message.claimed_at))
    return Attr("state").eq("claimed") & Attr("attempt").eq(message.attempt) & same_time
