"""Webhooks over TLS to a server on the loopback interface, which only a test may call."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from homing.adapters import https_webhooks
from homing.adapters.https_webhooks import HttpsWebhooks
from homing.adapters.standard_webhooks import headers, new_key
from homing.domain.errors import CallForbidden, CallUnanswered
from homing.services.ports import CallAnswer, OutgoingCall

from local.emulator.certificate import Certificate, issue

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEY = new_key()


class Clock:
    def now(self) -> datetime:
        return NOW


class Receiver(ThreadingHTTPServer):
    """Somebody's server: keeps what comes, and answers what a test says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.answers = 204, dict[str, str]()
        self.silent = threading.Event()
        self.taken: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"https://localhost:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        told = {name.lower(): value for name, value in self.headers.items()}
        self.server.taken.append((self.path, told, body))
        if self.server.silent.is_set():
            return
        self.send_response(self.server.status)
        for name, value in self.server.answers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return issue(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def receiver(certificate: Certificate) -> Iterator[Receiver]:
    made = Receiver()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    made.socket = context.wrap_socket(made.socket, server_side=True)
    serving = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    yield made
    made.shutdown()
    made.server_close()
    serving.join()


@pytest.fixture
def webhooks(certificate: Certificate) -> HttpsWebhooks:
    trusted = ssl.create_default_context(cafile=str(certificate.authority))
    return HttpsWebhooks(Clock(), lambda: [KEY], allowed=lambda address: address.is_loopback, trusted=trusted)


def call(url: str) -> OutgoingCall:
    return OutgoingCall(id="flow-1--print--0", url=url, at=NOW, body='{"name": "Åse"}')


def test_a_call_is_posted_signed_as_json(receiver: Receiver, webhooks: HttpsWebhooks) -> None:
    answer = webhooks.call(call(f"{receiver.url}/print?what=card"))

    assert answer == CallAnswer(status=204)
    ((path, told, body),) = receiver.taken
    assert path == "/print?what=card"
    assert body.decode() == '{"name": "Åse"}'
    assert told["content-type"] == "application/json"
    assert told["host"] == receiver.url.removeprefix("https://")
    signed = headers([KEY], "flow-1--print--0", NOW, body)
    assert {name: told[name] for name in signed} == signed


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 10:05:00 GMT", 300.0),
        ("soon", None),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 0),
    ],
)
def test_who_asks_for_time_is_heard(
    receiver: Receiver, webhooks: HttpsWebhooks, wish: str, seconds: float | None
) -> None:
    receiver.status, receiver.answers = 503, {"Retry-After": wish}

    assert webhooks.call(call(receiver.url)) == CallAnswer(status=503, retry_after=seconds)


def test_a_redirection_is_not_followed(receiver: Receiver, webhooks: HttpsWebhooks) -> None:
    receiver.status, receiver.answers = 307, {"Location": f"{receiver.url}/elsewhere"}

    assert webhooks.call(call(receiver.url)).status == 307
    assert [path for path, _, _ in receiver.taken] == ["/"]


def test_a_server_that_says_nothing_is_no_answer(receiver: Receiver, webhooks: HttpsWebhooks) -> None:
    receiver.silent.set()

    with pytest.raises(CallUnanswered):
        webhooks.call(call(receiver.url))


def test_nobody_listens(receiver: Receiver, webhooks: HttpsWebhooks) -> None:
    unheard = receiver.url
    receiver.shutdown()
    receiver.socket.close()

    with pytest.raises(CallUnanswered):
        webhooks.call(call(unheard))


def test_a_server_that_nobody_vouches_for_gets_nothing(receiver: Receiver) -> None:
    strict = HttpsWebhooks(Clock(), lambda: [KEY], allowed=lambda address: address.is_loopback)

    with pytest.raises(CallUnanswered):
        strict.call(call(receiver.url))
    assert receiver.taken == []


def test_a_certificate_of_another_name_gets_nothing(
    receiver: Receiver, webhooks: HttpsWebhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(https_webhooks, "look_up", lambda *_: "127.0.0.1")

    with pytest.raises(CallUnanswered):
        webhooks.call(call(receiver.url.replace("localhost", "hooks.example")))
    assert receiver.taken == []


def test_a_laptop_or_a_private_network_is_never_called(receiver: Receiver) -> None:
    deployed = HttpsWebhooks(Clock(), lambda: [KEY])

    for url in (receiver.url, "https://10.0.0.7/x", "https://[::1]/", "https://169.254.169.254/latest"):
        with pytest.raises(CallForbidden):
            deployed.call(call(url))
    assert receiver.taken == []


@pytest.mark.parametrize("url", ["http://example.com/", "https://example.com:99999/", "ftp://example.com"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(CallForbidden):
        HttpsWebhooks(Clock(), lambda: [KEY]).call(call(url))
