"""What two contacts are together."""

from dataclasses import replace

from homing.domain.consent import Consent
from homing.domain.contact import Contact
from homing.domain.ledger import Ledger
from homing.domain.time import LONG_AGO, Stamp


def elder_of(one: Contact, other: Contact) -> tuple[Contact, Contact]:
    """The elder and the younger of two contacts, the same whichever is named first."""
    elder, younger = sorted((one, other), key=lambda each: (each.first_seen or LONG_AGO, each.id))
    return elder, younger


def consents(elder: Consent, younger: Consent) -> Consent:
    """The newest statement of each kind; together with one of them again, it stays as it is."""
    newer = younger if _after(younger.withdrawn_at, elder.withdrawn_at) else elder
    asked = younger if _after(younger.pending_at, elder.pending_at) else elder
    firsts = [each for each in (elder.first, younger.first) if each is not None]
    recorded = [each for each in (elder.recorded_at, younger.recorded_at) if each is not None]
    together = replace(
        elder,
        granted_at=_latest(elder.granted_at, younger.granted_at),
        repeated_at=_latest(elder.repeated_at, younger.repeated_at),
        ticked_at=min((t for t in (elder.ticked_at, younger.ticked_at) if t is not None), default=None),
        pending_at=asked.pending_at,
        pending_by=asked.pending_by,
        withdrawn_at=newer.withdrawn_at,
        withdrawn_as=newer.withdrawn_as,
        left_at=_latest(elder.left_at, younger.left_at),
        bought_at=_latest(elder.bought_at, younger.bought_at),
        moved_at=_latest(elder.moved_at, younger.moved_at),
        first=min(firsts, key=lambda grant: grant.time, default=None),
        recorded_at=max(recorded, default=None),
    )
    if (together.state, together.basis) == (elder.state, elder.basis):
        return together
    return replace(together, source=younger.source, event_id=younger.event_id)


def ledgers(elder: Ledger, younger: Ledger) -> Ledger:
    """What both were sent, so that no cap and no offer begins anew; the elder's revision."""
    steps = {*elder.last_sent, *younger.last_sent}
    offered = [each for each in (elder, younger) if each.offer_until is not None]
    offer = max(offered, key=lambda each: str(each.offer_until), default=elder)
    return replace(
        elder,
        recent=tuple(sorted({*elder.recent, *younger.recent})),
        others={
            name: tuple(sorted({*elder.others.get(name, ()), *younger.others.get(name, ())}))
            for name in sorted({*elder.others, *younger.others})
        },
        zones={
            zone: max(each.zones[zone] for each in (elder, younger) if zone in each.zones)
            for zone in sorted({*elder.zones, *younger.zones})
        },
        last_sent={
            step: max(each.last_sent[step] for each in (elder, younger) if step in each.last_sent)
            for step in sorted(steps)
        },
        offer_until=offer.offer_until,
        offer_by=offer.offer_by,
    )


def _latest(one: Stamp | None, other: Stamp | None) -> Stamp | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _after(one: Stamp | None, other: Stamp | None) -> bool:
    return one is not None and (other is None or one > other)
