"""ports.Links: one implementation for both engines; the sender writes them, the pages read them."""

import pytest
from homing.adapters.links import UNSUBSCRIBE_PATH, SignedLinks
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.services.ports import Links, PageToken

PAGES = "https://links.example.com"
MESSAGE = MessageId(enrollment="welcome-1", step="hello", number=1)


def links(*secrets: str) -> Links:
    return SignedLinks(PAGES, lambda: secrets or ("secret",))


def test_what_one_function_writes_another_reads() -> None:
    token = links().page(Page.UNSUBSCRIBE, MESSAGE, "c-1").removeprefix(f"{PAGES}{UNSUBSCRIBE_PATH}")

    assert links().read(token, Page.UNSUBSCRIBE) == PageToken(message=MESSAGE, contact_id="c-1")
    assert links("newer", "secret").read(token, Page.UNSUBSCRIBE) == PageToken(
        message=MESSAGE, contact_id="c-1"
    )


@pytest.mark.parametrize("token", ["", "x", "a.b", "..", "%00", "ø", '["1"]'])
def test_what_we_did_not_write_says_nothing(token: str) -> None:
    assert links().read(token, Page.UNSUBSCRIBE) is None


def test_another_deployments_link_says_nothing() -> None:
    token = links("theirs").page(Page.UNSUBSCRIBE, MESSAGE, "c-1").removeprefix(f"{PAGES}{UNSUBSCRIBE_PATH}")

    assert links("ours").read(token, Page.UNSUBSCRIBE) is None
