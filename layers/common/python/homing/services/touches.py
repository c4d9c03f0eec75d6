"""Keeps the clicks and opens that may earn an order, and credits anew the orders that overtook them."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from homing.domain.contact import Contact
from homing.domain.interactions import SECONDS, Act, Interaction, repeats
from homing.domain.labelled import counts_as_touch, judgements, taken_back
from homing.domain.labels import Judged, Ruleset
from homing.domain.message import Message
from homing.domain.touch import Touch, TouchKind
from homing.services import ports
from homing.services.credits import Credits

KINDS = {Act.CLICK: TouchKind.CLICK, Act.OPEN: TouchKind.OPEN}


class Touches:
    """Clicks on content are kept, and opens where the mail's own workflow counts them; no machine's ever."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        history: ports.History,
        credits: Credits,
        credit_anew: Callable[[Contact, Touch], None],
    ) -> None:
        self._contacts = contacts
        self._history = history
        self._credits = credits
        self._credit_anew = credit_anew

    def __call__(self, message: Message, told: Judged | None) -> None:
        """Keep what was just told, take back what counted until more was known, and credit accordingly.

        Done again it changes nothing.
        """
        counts = told is not None and counts_as_touch(told)
        again = told is not None and repeats(told.interaction, message.interactions or ())
        new = self._touches(message, (told.interaction,) if told is not None and counts and not again else ())
        gone = self._touches(message, taken_back(message))
        if not new and not gone:
            return
        contact = self._contacts.get(message.contact_id)
        whose = contact.id if contact is not None else message.contact_id
        gone += self._repeated(whose, message, gone)
        for touch in new:
            self._history.touched(whose, touch)
        if gone:
            self._history.untouched(whose, gone)
        if contact is not None and contact.orders_seen:
            for touch in (*new, *gone):
                self._credit_anew(contact, touch)

    def set_right(self, message: Message, ruleset: Ruleset) -> None:
        """Keep a message's touches that count by these rules, take the others back, and credit accordingly.

        Done again it changes nothing.
        """
        told = judgements(message, ruleset)
        counted = tuple(each.interaction for each in told if counts_as_touch(each))
        kept = self._touches(message, counted)
        wrong = (_touch(message, each.interaction) for each in told if not counts_as_touch(each))
        gone = [touch for touch in wrong if touch not in kept]
        contact = self._contacts.get(message.contact_id)
        for contact_id in {message.contact_id, contact.id if contact is not None else message.contact_id}:
            for touch in kept:
                self._history.touched(contact_id, touch)
            gone += self._repeated(contact_id, message, gone)
            if gone:
                self._history.untouched(contact_id, gone)
        if contact is not None and contact.orders_seen:
            for touch in (*kept, *gone):
                self._credit_anew(contact, touch)

    def _repeated(self, contact_id: str, message: Message, gone: Sequence[Touch]) -> list[Touch]:
        """What was told before an earlier one of the same visit, and kept as a touch of its own."""
        stay = {_touch(message, each.interaction) for each in judgements(message) if counts_as_touch(each)}
        visit = timedelta(seconds=SECONDS)
        found = {
            touch
            for each in gone
            for touch in self._history.touches(contact_id, each.kind, each.at, each.at + visit)
            if touch.message == message.id
        }
        return sorted(found - stay - {*gone}, key=lambda each: each.at)

    def _touches(self, message: Message, interactions: tuple[Interaction, ...]) -> list[Touch]:
        found = [_touch(message, each) for each in interactions]
        if all(each.kind is TouchKind.CLICK for each in found):
            return found
        opens = message.pixel and TouchKind.OPEN in self._credits.windows_of(message.workflow)
        return [each for each in found if opens or each.kind is TouchKind.CLICK]


def _touch(message: Message, each: Interaction) -> Touch:
    return Touch(message=message.id, at=each.at, kind=KINDS[each.act])
