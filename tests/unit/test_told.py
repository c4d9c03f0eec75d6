"""What a mail may repeat of what an event told."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from homing.domain.told import told

DOMAINS = ("fjord.example",)
OSLO = "Europe/Oslo"


def test_an_instant_is_told_as_one() -> None:
    said = told({"next_at": "2027-01-15T09:00:00+01:00", "day": "2027-01-15"}, DOMAINS, OSLO)

    assert said == {"next_at": datetime(2027, 1, 15, 8, tzinfo=UTC), "day": "2027-01-15"}


@pytest.mark.parametrize("text", ["2027-01-15", "2027-01-15T09:00:00", "2027-01-15T08:00:00Z"])
def test_what_is_named_as_a_date_is_one_on_the_readers_clock(text: str) -> None:
    assert told({"next_at": text}, (), OSLO) == {"next_at": datetime(2027, 1, 15, 8, tzinfo=UTC)}


def test_what_is_named_as_a_date_and_is_none_is_not_told() -> None:
    assert told({"at": "2027-13-45T09:00:00Z", "next_at": "soon"}, (), OSLO) == {}


def test_what_only_looks_like_an_instant_stays_as_it_is() -> None:
    assert told({"date": "2027-13-45T09:00:00Z"}, (), OSLO) == {"date": "2027-13-45T09:00:00Z"}
    assert told({"date": "2027-01-15T09:00:00"}, (), OSLO) == {"date": "2027-01-15T09:00:00"}


def test_what_is_empty_is_not_told() -> None:
    assert told({"topic": "", "plan": None, "count": Decimal(0)}, (), OSLO) == {"count": Decimal(0)}


@pytest.mark.parametrize("link", ["https://fjord.example/a", "https://www.fjord.example/a?b=c#d"])
def test_a_link_to_the_shop_is_kept(link: str) -> None:
    assert told({"resource_url": link}, DOMAINS, OSLO) == {"resource_url": link}


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/a",
        "https://notfjord.example/a",
        "https://fjord.example.elsewhere.example/",
        "https://fjord.example@elsewhere.example/",
        "https://elsewhere.example\\@fjord.example/",
        "http://fjord.example/a",
        "javascript:alert(1)//fjord.example",
        "//fjord.example/a",
        "https://[",
        "https://fjord.example/a b",
    ],
)
def test_a_strangers_link_never_reaches_a_mail(link: str) -> None:
    assert told({"resource_url": link, "url": link, "deep": {"demo_link": link}}, DOMAINS, OSLO) == {
        "deep": {}
    }
