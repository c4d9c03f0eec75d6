"""Where a contact first signed up."""

from homing.domain.consent import Consent
from homing.domain.statement import ConsentSource

_SIGNED_UP_AT = {
    ConsentSource.RECORD: "customer",
    ConsentSource.CHANGE: "customer",
    ConsentSource.MENTION: "checkout",
    ConsentSource.TICK: "checkout",
    ConsentSource.FORM: "form",
    ConsentSource.API: "api",
}


def signed_up_at(consent: Consent) -> str | None:
    """Where a contact first signed up, as conditions name it; None if they never did."""
    first, ticked = consent.first, consent.ticked_at
    if ticked is not None and (first is None or ticked <= first.time):
        return _SIGNED_UP_AT[ConsentSource.TICK]
    return None if first is None else _SIGNED_UP_AT.get(first.source, first.source.value)
