"""From a queued form to the event that it tells."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from homing.adapters.payload import email, load, mapping, text
from homing.adapters.segment.values import day
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Identity
from homing.domain.events import Event, Traits
from homing.domain.shop_forms import Form
from homing.domain.time import Stamp
from homing.domain.zones import is_zone
from homing.services.forms import ticked
from homing.services.intake import Ignored

Normalise = Callable[..., Sequence[Event | Ignored]]


def normaliser(forms: Mapping[str, Form]) -> Normalise:
    """The reader of the shop's forms."""

    def normalise(
        topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime
    ) -> Sequence[Event | Ignored]:
        form, told = forms.get(topic), mapping(load(body))
        given = {name: value for name, value in told.items() if isinstance(value, str)}
        address = email(given.get("email"))
        if form is None or address is None:
            return [Ignored(topic)]
        now = Stamp(arrived_at, arrived_at)
        agreed = form.consent is not None and ticked(given)
        return [
            Event(
                id=delivery_id[:32],
                name=form.event,
                time=now,
                arrived_at=arrived_at,
                identity=Identity(email=address),
                traits=_traits(given, address, _evidence(topic, form, given) if agreed else {}),
                consent=_granted(now) if agreed else None,
                properties=form.properties(topic, given),
            )
        ]

    return normalise


def _granted(now: Stamp) -> ConsentStatement:
    return ConsentStatement(state=ConsentState.SUBSCRIBED, source=ConsentSource.FORM, time=now)


def _traits(given: Mapping[str, str], address: str, evidence: Mapping[str, Any]) -> Traits:
    zone = text(given.get("timezone"))
    return Traits(
        email=address,
        first_name=text(given.get("first_name")),
        last_name=text(given.get("last_name")),
        phone=text(given.get("phone")),
        birthday=day(given.get("birthday")),
        timezone=zone if zone and is_zone(zone) else None,
        locale=text(given.get("locale")),
        others=evidence,
    )


def _evidence(name: str, form: Form, given: Mapping[str, str]) -> Mapping[str, Any]:
    """What somebody agreed to, in the words that they saw, kept with its time beside the consent."""
    assert form.consent is not None
    wording = form.consent.wording
    language = (text(given.get("locale")) or "").split("-")[0].lower()
    seen = wording if isinstance(wording, str) else wording.get(language) or next(iter(wording.values()))
    return {"consent_form": name, "consent_wording": seen, "consent_version": form.consent.version}
