"""What a contact was sent, as it stood before a claim that came to nothing."""

from dataclasses import replace

from homing.domain.ledger import Ledger
from homing.domain.message import Message


def without(ledger: Ledger, doubtful: Message) -> Ledger:
    """The ledger as it stood before a claim that came to nothing, so that a mail does not forbid itself."""
    at = doubtful.claimed_at
    step = f"{doubtful.workflow}.{doubtful.id.step}"
    own = ledger.last_sent.get(step) == at
    return replace(
        ledger,
        recent=tuple(sent for sent in ledger.recent if sent != at),
        others={name: tuple(sent for sent in each if sent != at) for name, each in ledger.others.items()},
        last_sent={name: sent for name, sent in ledger.last_sent.items() if not (own and name == step)},
        offer_until=None if own and ledger.offer_by == str(doubtful.id) else ledger.offer_until,
    )
