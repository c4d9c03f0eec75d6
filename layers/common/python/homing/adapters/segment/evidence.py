"""What a call shows of the moment in which somebody agreed, or took it back."""

from homing.adapters.payload import Payload, mapping, text
from homing.domain.events import Event
from homing.domain.evidence import Evidence

LONGEST = 1000
"""Characters of a wording, or of how a browser calls itself."""


def consent_evidence(event: Event, call: Payload) -> Evidence:
    """The words and their version by the properties of that name, the rest by the call's context."""
    context, told = mapping(call.get("context")), event.properties
    page = mapping(context.get("page"))
    address = text(page.get("url"), LONGEST) or text(page.get("path"), LONGEST)
    return Evidence(
        where=text(told.get("form"), LONGEST) or _without_query(address),
        wording=text(told.get("wording"), LONGEST),
        wording_version=text(told.get("wording_version"), LONGEST),
        locale=text(context.get("locale")),
        ip=text(context.get("ip")),
        user_agent=text(context.get("userAgent"), LONGEST),
        proof=event.id,
    )


def _without_query(address: str | None) -> str | None:
    return address.partition("?")[0].partition("#")[0] or None if address else None
