"""Labels opens and clicks anew from the evidence that is kept, and moves the counters with each message."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from homing.domain.figures import Metric
from homing.domain.labelled import labelled
from homing.domain.labels import CURRENT, Ruleset
from homing.domain.message import Message
from homing.domain.rules import Rules
from homing.domain.tally import moved
from homing.services import counting, link_counting, ports
from homing.services.touches import Touches


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabelled:
    """What came of it, or would: messages looked at and changed, and what the counters gain or lose."""

    looked_at: int
    changed: int
    moved: Counter[Metric]


class Relabel:
    """What `homing relabel` runs on.

    Safe beside feedback that comes in: a message is written only as it was read, and read again if somebody
    was faster. Touches and the orders that they earn go before their message, so that a run that broke off
    is done by the next, and a link gives back what it earned by the labels that earned it. What a click has
    ended stays.
    """

    def __init__(self, *, messages: ports.Messages, touches: Touches, rules: Rules) -> None:
        self._messages = messages
        self._touches = touches
        self._rules = rules

    def __call__(
        self, found: Iterable[Message], *, ruleset: Ruleset = CURRENT, dry_run: bool = False
    ) -> Relabelled:
        """Label every message by the rules; the same rules again change nothing."""
        looked_at, changed, total = 0, 0, Counter[Metric]()
        for message in found:
            looked_at += 1
            anew, counts = self._dry(message, ruleset) if dry_run else self._write(message, ruleset)
            changed += anew
            total.update(counts)
        return Relabelled(looked_at=looked_at, changed=changed, moved=total)

    def _dry(self, message: Message, ruleset: Ruleset) -> tuple[bool, dict[Metric, int]]:
        after = labelled(message, ruleset)
        return not _same(message, after), dict(moved(message, after))

    def _write(self, message: Message, ruleset: Ruleset) -> tuple[bool, dict[Metric, int]]:
        known: Message | None = message
        while known is not None:
            after = labelled(known, ruleset)
            if _same(known, after):
                return False, {}
            self._touches.set_right(after, ruleset)
            counts, zone = dict(moved(known, after)), self._rules.zone
            counted = counting.for_message(after, counts, zone) + link_counting.clicked(known, after, zone)
            if self._messages.observe(known, after, counted):
                return True, counts
            known = self._messages.get([message.id]).get(message.id)
        return False, {}


def _same(known: Message, after: Message) -> bool:
    """Whether nothing but the version of the rules is new."""
    return replace(after, labelled_by=known.labelled_by) == known
