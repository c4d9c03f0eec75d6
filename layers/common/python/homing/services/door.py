"""Takes a webhook in: signature over the raw bytes, then the queue, then the answer."""

import json
from collections.abc import Callable, Collection, Mapping

from homing.domain.errors import MalformedEvent, UnknownPath
from homing.domain.time import iso
from homing.services import ports


class Door:
    """The shop's door. What is signed is never refused for its size or content, as long as it is JSON."""

    def __init__(
        self,
        *,
        queue: ports.EventQueue,
        check_signature: Callable[[bytes, str], None],
        shop_domain: str,
        topics: Collection[str],
        clock: ports.Clock,
    ) -> None:
        self._queue = queue
        self._check_signature = check_signature
        self._clock = clock
        self._shop_domain = shop_domain
        self._topics = topics

    def __call__(self, topic: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Queue a webhook; returns once it is durable. Header names are lower-case.

        Raises:
            UnknownPath: there is no such topic here, or it is another shop's.
            InvalidSignature: not signed with our secret.
            MalformedEvent: signed, but no JSON.
        """
        if topic not in self._topics:
            known = ", ".join(sorted(self._topics))
            raise UnknownPath(f"No webhook is taken at this path. Register one of: {known}.")
        self._check_signature(body, headers.get("x-shopify-hmac-sha256", ""))
        sender = headers.get("x-shopify-shop-domain", self._shop_domain)
        if sender.lower() != self._shop_domain.lower():
            raise UnknownPath(
                f"This address takes webhooks of {self._shop_domain} only; set it in shop.yaml."
            )
        try:
            # Only whether it is JSON is asked: no number is too long for that, and no nesting too deep.
            json.loads(body, parse_int=str, parse_float=str)
        except RecursionError:
            pass
        except ValueError as error:
            raise MalformedEvent("The body is not JSON; send it as the shop wrote it.") from error
        attributes = {
            "topic": topic,
            "delivery_id": headers.get("x-shopify-webhook-id", ""),
            "arrived_at": iso(self._clock.now()),
        }
        self._queue.send(body, {name: value for name, value in attributes.items() if value})
