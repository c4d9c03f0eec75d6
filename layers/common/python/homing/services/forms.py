"""Takes a posted form in: ours and in time, filled in by a person, with an address; then the queue."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum

from homing.domain.contact import normal_email
from homing.domain.errors import CallRefused, UnknownPath
from homing.domain.evidence import Evidence
from homing.domain.shop_forms import Form
from homing.domain.time import iso
from homing.services import ports

TOKEN, TRAP, CONSENT = "homing_token", "homing_website", "consent"
"""Fields of ours in every form: the signed one, one that no person sees or fills in, and the tick."""

SEEN = "homing_seen"
"""Where we put what the request itself shows; nobody else's field of that name is taken."""

OURS = (TOKEN, TRAP, SEEN)

SOURCE = "form"

NOTHING_SEEN = Evidence()


class Tick(StrEnum):
    """What a ticked box sends; anything else is none."""

    ON = "on"
    TRUE = "true"
    YES = "yes"
    ONE = "1"


class FormDoor:
    """The door of the shop's own pages. Its answer is the same whether or not an address is known."""

    def __init__(
        self,
        *,
        queue: ports.EventQueue,
        forms: Mapping[str, Form],
        token_holds: Callable[[str, str, datetime], bool],
        clock: ports.Clock,
    ) -> None:
        self._queue = queue
        self._forms = forms
        self._token_holds = token_holds
        self._clock = clock

    def __call__(self, name: str, given: Mapping[str, str], seen: Evidence = NOTHING_SEEN) -> Form:
        """Queue what was filled in, with what the request itself shows; returns once it is durable.

        Raises:
            UnknownPath: there is no such form.
            CallRefused: the form is not ours or too old, or holds no address.
        """
        form = self._forms.get(name)
        if form is None:
            raise UnknownPath("There is no such form; declare it under forms in shop.yaml.")
        now = self._clock.now()
        if not self._token_holds(given.get(TOKEN, ""), name, now):
            raise CallRefused("expired", "This form has been open for too long. Load the page again.")
        if given.get(TRAP):
            return form  # a machine that fills in everything, and is not told so
        if normal_email(given.get("email")) is None:
            raise CallRefused("no_email", "Please fill in an email address.")
        told = {field: value for field, value in given.items() if field not in OURS}
        arrived_at = iso(now)
        # Who presses twice within a minute has pressed once.
        pressed = f"{name}\n{arrived_at[:16]}\n{json.dumps(told, sort_keys=True)}"
        once = hashlib.sha256(pressed.encode()).hexdigest()
        shown = {field: value for field, value in asdict(seen).items() if value}
        body = json.dumps({**told, SEEN: shown}, sort_keys=True).encode()
        self._queue.send(
            body, {"source": SOURCE, "topic": name, "arrived_at": arrived_at, "delivery_id": once}
        )
        return form


def ticked(given: Mapping[str, str]) -> bool:
    """Whether the box named `consent` is ticked."""
    return given.get(CONSENT, "").lower() in list(Tick)
