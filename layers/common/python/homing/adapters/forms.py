"""From a queued form to the event that it tells."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from homing.adapters.payload import email, load, mapping, text
from homing.adapters.segment.values import day
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Identity
from homing.domain.events import INVALID_TIMEZONE, Event, Traits
from homing.domain.evidence import Evidence
from homing.domain.shop_fields import Words
from homing.domain.shop_forms import Form
from homing.domain.time import Stamp
from homing.domain.zones import is_zone
from homing.services.forms import SEEN, ticked
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
        event_id = delivery_id[:32]
        evidence = _evidence(topic, form, given, mapping(told.get(SEEN)), event_id)
        traits = _traits(given, address, _kept(topic, evidence) if agreed else {})
        return [
            Event(
                id=event_id,
                name=form.event,
                time=now,
                arrived_at=arrived_at,
                identity=Identity(email=address),
                traits=traits,
                consent=_granted(now, form, evidence) if agreed else None,
                properties=form.properties(topic, given),
                left_out=INVALID_TIMEZONE if given.get("timezone") and not traits.timezone else None,
            )
        ]

    return normalise


def _granted(now: Stamp, form: Form, evidence: Evidence) -> ConsentStatement:
    return ConsentStatement(
        state=ConsentState.SUBSCRIBED,
        source=ConsentSource.FORM,
        time=now,
        evidence=evidence,
        to_confirm=form.double_opt_in,
    )


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


def _evidence(
    name: str, form: Form, given: Mapping[str, str], seen: Mapping[str, Any], event_id: str
) -> Evidence:
    """What somebody agreed to, in the words that they saw, and what shows it."""
    locale, page = text(given.get("locale")), text(seen.get("where"))
    return Evidence(
        where=f"form {name}" if page is None else f"form {name}, {page}",
        wording=_seen_in(form.consent.wording, locale) if form.consent else None,
        wording_version=form.consent.version if form.consent else None,
        locale=locale,
        ip=text(seen.get("ip")),
        user_agent=text(seen.get("user_agent")),
        proof=event_id,
    )


def _seen_in(wording: Words, locale: str | None) -> str:
    """The words as they stood on the page."""
    language = (locale or "").split("-")[0].lower()
    return wording if isinstance(wording, str) else wording.get(language) or next(iter(wording.values()))


def _kept(name: str, evidence: Evidence) -> Mapping[str, Any]:
    """What conditions may ask for of what was agreed to."""
    return {
        "consent_form": name,
        "consent_wording": evidence.wording,
        "consent_version": evidence.wording_version,
    }
