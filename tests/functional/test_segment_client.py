"""Segment's own Python library, unmodified, against our door on the loopback interface."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from segment.analytics.client import Client  # type: ignore[import-untyped]
from segment.analytics.request import APIError  # type: ignore[import-untyped]

from local.account import Account
from local.api import http_request
from local.neighbours import WRITE_KEY
from tests.functional.laptop import laptop


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        yield made


@pytest.fixture
def host(account: Account) -> Iterator[str]:
    """API Gateway's part: what comes over HTTP reaches the function as an event."""

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer: dict[str, Any] = account.invoke("track", http_request("POST", self.path, headers, body))
            self.send_response(answer["statusCode"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer["body"].encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("zipped", [False, True])
def test_the_library_tells_of_a_visitor_who_becomes_a_contact(
    account: Account, host: str, zipped: bool
) -> None:
    client = Client(WRITE_KEY, host=host, gzip=zipped, max_retries=1)

    client.page(anonymous_id="a1", properties={"url": "https://shop.example/", "path": "/"})
    client.identify("u1", {"email": "ada@example.com", "firstName": "Ada", "plan": "pro"}, anonymous_id="a1")
    client.track("u1", "Signed Up", {"plan": "pro"})
    client.shutdown()
    account.agenda.run(until=account.clock.now())

    (contact,) = account.tables.contacts.values()
    known = {name: contact.get(name) for name in ("email", "first_name", "plan")}
    assert known == {"email": "ada@example.com", "first_name": "Ada", "plan": "pro"}
    received = [line["event"] for line in account.timeline.lines if line["kind"] == "received"]
    assert received == ["Page Viewed", "Page Viewed", "Identified", "Signed Up"]
    assert account.tables.aliases.keys() == {"user#u1", "anon#a1", "email#ada@example.com"}


def test_the_library_hears_that_its_key_is_wrong(host: str) -> None:
    client = Client("not-a-key-of-ours", host=host, sync_mode=True, max_retries=0)

    with pytest.raises(APIError) as refused:
        client.track("u1", "Signed Up")

    assert (refused.value.status, refused.value.code) == (401, "invalid_write_key")
