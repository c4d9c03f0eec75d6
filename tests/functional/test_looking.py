"""To look at any page, by any method that is not a form's, changes nothing: scanners follow every link."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from homing.domain.pages import Page

from functions.trigger import pages
from local.account import CONTEXT
from local.api import http_request
from tests.functional.laptop import laptop
from tests.functional.reader import Reader

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")
ANSWERS = {
    "score": "1",
    "text": "Too thin",
    "answer": "leave",
    "days": "3",
    "end": "yes",
    "undo": "yes",
    "often": "seldom",
    "pause": "month",
    "locale": "de",
    "zone": "Asia/Tokyo",
    "List-Unsubscribe": "One-Click",
}
"""Everything that some page's form may say."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One for all: nothing that is done here may leave a trace."""
    with laptop() as account:
        yield Reader(account)


def everything(reader: Reader) -> str:
    """Every row, every line, and what waits in the queues."""
    account = reader.account
    return repr((account.tables, account.timeline.lines, len(account.events), len(account.feedback)))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("page", [*Page, "magnet"])
def test_to_look_changes_nothing_whatever_the_address_says(page: str, method: str, reader: Reader) -> None:
    before = everything(reader)
    path = reader.path(Page(page)) if page in list(Page) else "/v1/magnet/abc"
    body = urlencode(ANSWERS).encode()

    for asked in (path, f"{path}?{urlencode(ANSWERS)}", f"{path}x", path.rpartition("/")[0]):
        answer = pages.handler(http_request(method, asked, {}, body), CONTEXT)
        assert answer["statusCode"] < 500

    assert everything(reader) == before


@pytest.mark.parametrize("page", Page)
def test_no_answer_keeps_a_cookie_runs_a_script_or_loads_anything(page: Page, reader: Reader) -> None:
    answers: list[Any] = [reader.look(page), reader.look(page, f"?{urlencode(ANSWERS)}")]
    answers += [pages.handler(http_request("GET", f"/{page}/forged", {}, b""), CONTEXT)]

    for answer in answers:
        told = {name.lower() for name in answer["headers"]}
        assert not {"set-cookie", "refresh", "link"} & told
        assert "cookies" not in answer
        assert not re.search(
            r"<(script|img|link|iframe|object|embed)\b|\son\w+=|url\(|@import", answer["body"]
        )
