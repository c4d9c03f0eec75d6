"""Takes a webhook in: signature over the raw bytes, then the queue, then the answer."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from homing.domain.errors import InvalidSignature, MalformedEvent, UnknownPath
from homing.domain.time import iso
from homing.services import ports


class Door:
    """The shop's door. What is signed is never refused for its size or content, as long as it is JSON."""

    def __init__(
        self,
        *,
        queue: ports.EventQueue,
        is_signed: Callable[[bytes, str], bool],
        shop_domain: str,
        topics: Collection[str],
    ) -> None:
        self._queue = queue
        self._is_signed = is_signed
        self._shop_domain = shop_domain
        self._topics = topics

    def __call__(self, topic: str, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
        """Queue a webhook; returns once it is durable. Header names are lower-case.

        Raises:
            UnknownPath: there is no such topic here, or it is another shop's.
            InvalidSignature: not signed with our secret.
            MalformedEvent: signed, but no JSON.
        """
        if topic not in self._topics:
            known = ", ".join(sorted(self._topics))
            raise UnknownPath(f"No webhook is taken at this path. Register one of: {known}.")
        if not self._is_signed(body, headers.get("x-shopify-hmac-sha256", "")):
            raise InvalidSignature(
                "The signature does not match. Set the webhook's secret with: homing secret set shopify"
            )
        sender = headers.get("x-shopify-shop-domain", "")
        if sender.lower() != self._shop_domain.lower():
            raise UnknownPath(
                f"This address takes webhooks of {self._shop_domain} only; set it in shop.yaml."
            )
        try:
            json.loads(body)
        except ValueError as error:
            raise MalformedEvent("The body is not JSON; send it as the shop wrote it.") from error
        attributes = {
            "topic": topic,
            "delivery_id": headers.get("x-shopify-webhook-id", ""),
            "arrived_at": iso(now),
        }
        self._queue.send(body, {name: value for name, value in attributes.items() if value})
