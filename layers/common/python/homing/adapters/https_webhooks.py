"""Calls of other people's servers: HTTPS, signed, bounded in time, and never on to anywhere else."""

import socket
import ssl
from collections.abc import Callable, Sequence
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from homing.adapters import standard_webhooks
from homing.adapters.public_addresses import Allowed, is_public, look_up
from homing.domain.errors import CallForbidden, CallUnanswered
from homing.services import ports

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 3.0
"""Between two bytes; a batch of ten that all time out takes 50 of the function's 60 seconds."""


class HttpsWebhooks:
    """ports.Webhooks; `keys` are those in force, `trusted` the authorities that vouch for servers."""

    def __init__(
        self,
        clock: ports.Clock,
        keys: Callable[[], Sequence[str]],
        *,
        allowed: Allowed = is_public,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._keys = keys
        self._allowed = allowed
        self._trusted = trusted or ssl.create_default_context()

    def call(self, call: ports.OutgoingCall) -> ports.CallAnswer:
        """Make one call, signed; a redirection is an answer like any other and not followed."""
        parts = urlsplit(call.url)
        try:
            host, port = parts.hostname, parts.port or 443
        except ValueError:
            raise CallForbidden("the address has no such port") from None
        if parts.scheme != "https" or not host:
            raise CallForbidden("a webhook's address begins with https://")
        body = call.body.encode()
        now = self._clock.now()
        headers = standard_webhooks.headers(self._keys(), call.id, now, body) | {
            "content-type": "application/json",
            "user-agent": "Homing",
        }
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _Pinned(host, port, look_up(host, port, self._allowed), self._trusted)
        try:
            connection.request("POST", target, body=body, headers=headers)
            answer = connection.getresponse()
            retry_after = self._seconds(answer.getheader("retry-after"))
            return ports.CallAnswer(status=answer.status, retry_after=retry_after)
        except (OSError, HTTPException, ValueError) as error:
            # Its text may repeat the address; the kind of error is enough.
            raise CallUnanswered(type(error).__name__) from None
        finally:
            connection.close()

    def _seconds(self, retry_after: str | None) -> float | None:
        """How long the other side wants to be left alone, which it says in seconds or as a date."""
        if retry_after is None:
            return None
        if retry_after.strip().isdigit():
            return float(retry_after)
        try:
            return max(0.0, (parsedate_to_datetime(retry_after) - self._clock.now()).total_seconds())
        except (TypeError, ValueError):
            return None


class _Pinned(HTTPSConnection):
    """A connection to one address, whose certificate is still that of the name."""

    def __init__(self, host: str, port: int, address: str, trusted: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS, context=trusted)
        self._address = address
        self._trusted = trusted

    def connect(self) -> None:
        """Connect to the address that was looked up and judged, and to no other."""
        plain = socket.create_connection((self._address, self.port), timeout=CONNECT_SECONDS)
        try:
            self.sock = self._trusted.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self.sock.settimeout(ANSWER_SECONDS)
