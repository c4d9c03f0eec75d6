"""Links that let a contact leave."""

import re

import pytest
from homing.adapters.links import SignedLinks
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.services.ports import PageToken
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

BASE = "https://go.fjord.example/"
MESSAGE = MessageId(enrollment="abandoned_cart-abcdefghijklmnopqrstuvwxyz", step="reminder", number=2)
CONTACT = "c-abcdefghijklmnopqrstuvwxyz"


def links(*keys: str) -> SignedLinks:
    return SignedLinks(BASE, lambda: keys)


def token(url: str) -> str:
    return url.removeprefix("https://go.fjord.example/unsubscribe/")


def test_a_link_leads_back_to_its_message_and_contact() -> None:
    url = links("key").page(Page.UNSUBSCRIBE, MESSAGE, CONTACT)

    assert links("key").read(token(url), Page.UNSUBSCRIBE) == PageToken(message=MESSAGE, contact_id=CONTACT)


def test_a_link_fits_a_path_and_a_mail_header() -> None:
    url = links("key").page(Page.UNSUBSCRIBE, MESSAGE, CONTACT)

    assert re.fullmatch(r"https://go\.fjord\.example/unsubscribe/[\w.~-]+", url)
    assert len(url) < 300


def test_an_old_mails_link_works_after_the_key_has_changed() -> None:
    old = token(links("first").page(Page.UNSUBSCRIBE, MESSAGE, CONTACT))

    assert links("third", "second", "first").read(old, Page.UNSUBSCRIBE) is not None
    assert links("third", "second").read(old, Page.UNSUBSCRIBE) is None


def test_a_new_link_is_signed_with_the_newest_key() -> None:
    new = token(links("second", "first").page(Page.UNSUBSCRIBE, MESSAGE, CONTACT))

    assert links("second").read(new, Page.UNSUBSCRIBE) is not None
    assert links("first").read(new, Page.UNSUBSCRIBE) is None


def test_the_same_mail_carries_the_same_link() -> None:
    assert links("key").page(Page.UNSUBSCRIBE, MESSAGE, CONTACT) == links("key").page(
        Page.UNSUBSCRIBE, MESSAGE, CONTACT
    )


@given(st.text(max_size=80))
def test_what_we_did_not_sign_is_nothing(text: str) -> None:
    assert links("key").read(text, Page.UNSUBSCRIBE) is None


def test_a_surrogate_in_the_path_is_nothing() -> None:
    assert links("key").read("\ud800", Page.UNSUBSCRIBE) is None


@given(st.data())
def test_a_changed_link_is_nothing(data: st.DataObject) -> None:
    good = token(links("key").page(Page.UNSUBSCRIBE, MESSAGE, CONTACT))
    # The last sign carries four bits that base64 does not read, so it may change and mean the same.
    place = data.draw(st.integers(0, len(good) - 2))
    sign = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda sign: sign != good[place]))

    assert links("key").read(good[:place] + sign + good[place + 1 :], Page.UNSUBSCRIBE) is None


@pytest.mark.parametrize("contents", [[2, str(MESSAGE), CONTACT], [1, "no message", CONTACT], {"a": 1}, []])
def test_contents_of_another_version_are_nothing(contents: object) -> None:
    serializer = links("key")._serializer(Page.UNSUBSCRIBE)

    assert links("key").read(str(serializer.dumps(contents)), Page.UNSUBSCRIBE) is None


def test_a_key_signs_for_one_purpose_only() -> None:
    other: URLSafeSerializer = links("key")._serializer(Page.SURVEY)

    assert links("key").read(str(other.dumps([1, str(MESSAGE), CONTACT])), Page.UNSUBSCRIBE) is None
