"""Links to what the shop gives away: signed, good for a week, and nothing but a way on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from homing.services.giveaways import GOOD_FOR, Giveaways

from local.account import Account
from local.api import http_request
from tests.functional.laptop import START, laptop

GUIDE = "https://fjordogfell.example.com/pages/wool-guide"


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        yield made


def given(account: Account) -> Giveaways:
    around = account.neighbours
    return Giveaways(resources=around.shop.resources, links=around.resource_links, clock=around.clock)


def get(account: Account, path: str, language: str = "en") -> dict[str, Any]:
    request = http_request("GET", path, {"accept-language": language}, b"")
    answer: dict[str, Any] = account.invoke("pages", request)
    return answer


def link(account: Account) -> str:
    address = given(account).link("wool_guide", START)
    assert address is not None
    return urlsplit(address).path


def test_a_link_leads_on_to_the_resource(account: Account) -> None:
    answer = get(account, link(account))

    assert (answer["statusCode"], answer["headers"]["location"]) == (302, GUIDE)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "expired"), ("nb", "gått ut"), ("nl-NL,nl", "verlopen")]
)
def test_after_a_week_it_says_so_in_the_readers_language(account: Account, language: str, words: str) -> None:
    path = link(account)
    account.clock.move(START + GOOD_FOR - timedelta(seconds=1))
    assert get(account, path)["statusCode"] == 302

    account.clock.move(START + GOOD_FOR)
    answer = get(account, path, language)

    assert answer["statusCode"] == 410
    assert words in answer["body"]
    assert GUIDE not in answer["body"]


@pytest.mark.parametrize("token", ["x", "", "a.b"])
def test_a_link_that_is_not_ours_leads_nowhere(account: Account, token: str) -> None:
    assert get(account, f"/v1/magnet/{token}")["statusCode"] == 404


def test_there_is_no_link_to_what_the_shop_does_not_have(account: Account) -> None:
    assert given(account).link("another", START) is None
    assert given(account).link(None, START) is None
