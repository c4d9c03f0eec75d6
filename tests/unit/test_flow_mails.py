"""What the mails of single flows promise their readers, in every language that they are written in."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import JinjaRenderer
from homing.domain.interactions import TRAP
from homing.services.ports import RenderedEmail

from local.sample_readers import NOW, known, unknown

ROOT = Path(__file__).parents[2]
SHOP = load_shop(ROOT / "shop.yaml")
TEMPLATES = compile_templates(ROOT / "workflows")
RENDERER = JinjaRenderer(TEMPLATES, default_locale=SHOP.default_locale)
KNOWN, UNKNOWN = known(SHOP), unknown(SHOP)
in_every_language = pytest.mark.parametrize("locale", ["en", "nb", "nl"])


def mail(name: str, locale: str, context: dict[str, Any], **trigger: Any) -> RenderedEmail:
    workflow, step = name.split("/")
    told = {**context["trigger"], **trigger}
    return RENDERER.render(workflow, step, locale, {**context, "trigger": told})


def links(email: RenderedEmail) -> list[str]:
    return re.findall(r'<a\b[^>]*href="([^"]*)"', email.html)


TRAP_URL = f"{SHOP.url}/?{TRAP}"


@pytest.mark.parametrize("name", sorted(TEMPLATES.mails))
def test_a_mail_holds_the_link_that_only_machines_follow_where_the_shop_asks_for_it(name: str) -> None:
    assert TRAP_URL not in mail(name, "en", KNOWN).html

    trapped = mail(name, "en", {**KNOWN, "links": {**KNOWN["links"], "trap": TRAP_URL}})

    (tag,) = re.findall(rf'<a\b[^>]*href="{re.escape(TRAP_URL)}"[^>]*>', trapped.html)
    assert 'aria-hidden="true"' in tag
    assert 'tabindex="-1"' in tag
    assert "display:none" in tag
    assert "no-track" not in tag
    assert TRAP_URL not in trapped.text
    assert trapped.text == mail(name, "en", KNOWN).text


@in_every_language
def test_a_survey_asks_by_eleven_links_of_which_each_says_its_score_aloud(locale: str) -> None:
    email = mail("review/survey", locale, UNKNOWN)

    scores = [link.partition("?score=")[2] for link in links(email) if "?score=" in link]
    spoken = re.findall(r'<a\b[^>]*aria-label="([^"]*)"', email.html)
    assert scores == [str(score) for score in range(11)]
    assert [words.split()[0] for words in spoken] == scores
    assert all(len(words.split()) > 2 for words in spoken)


@in_every_language
@pytest.mark.parametrize("step", ["ask", "ask_again", "ask_last"])
def test_whoever_is_asked_for_a_review_is_led_to_where_it_is_written(step: str, locale: str) -> None:
    assert SHOP.content.review_url in links(mail(f"review/{step}", locale, UNKNOWN))


@in_every_language
@pytest.mark.parametrize("step", ["ask", "ask_again", "ask_last"])
def test_a_shop_without_a_review_page_asks_for_an_answer_by_mail(step: str, locale: str) -> None:
    email = mail(f"review/{step}", locale, UNKNOWN | {"content": {}})

    assert {"en": "reply to this email", "nb": "Svar på denne e-posten", "nl": "Beantwoord deze mail"}[
        locale
    ] in email.text


@in_every_language
def test_what_a_reminder_is_about_stands_in_it_and_not_on_the_lock_screen(locale: str) -> None:
    email = mail("reminder/due", locale, KNOWN, plan_title="Insulin pump service", service="insulin")

    assert "Insulin pump service" in email.text
    assert "nsulin" not in email.subject + email.preheader
    assert UNKNOWN["links"]["reminder"] in links(email)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"next_at": NOW + timedelta(days=2)}, "Your next date is Wednesday, November 25"),
        ({"next_at": NOW + timedelta(hours=2)}, "Today’s the day"),
        ({"next_at": NOW - timedelta(days=14)}, "Today’s the day"),
        ({}, "Today’s the day"),
    ],
    ids=["in two days", "later today", "of a period before", "unknown"],
)
def test_a_reminder_names_the_day_if_it_is_still_to_come(told: dict[str, Any], said: str) -> None:
    assert said in mail("reminder/due", "en", UNKNOWN, **told).text


@pytest.mark.parametrize("locale", SHOP.locales)
def test_the_mail_that_asks_to_confirm_asks_and_sells_nothing(locale: str) -> None:
    email = mail("confirm_subscription/confirm", locale, {**KNOWN, "reason": "confirm"})

    assert set(links(email)) == {SHOP.url, KNOWN["links"]["confirm"]}
    assert not any(word in email.text for word in ("Sweater", "HEI-7F3K9Q", "NOK", "%"))
    assert SHOP.legal_name in email.text


@pytest.mark.parametrize("locale", SHOP.locales)
def test_the_mail_that_asks_to_confirm_repeats_nothing_that_came_with_the_form(locale: str) -> None:
    spam = "WIN at https://spam.example.com"
    told = {"wording": spam, "form": spam, "where": spam}
    reader = {**KNOWN, "reason": "confirm", "contact": {**KNOWN["contact"], "first_name": spam}}

    email = mail("confirm_subscription/confirm", locale, reader, **told)

    assert "spam.example.com" not in email.html + email.text + email.subject + email.preheader


@pytest.mark.parametrize(("locale", "day"), [("en", "Monday, November 30"), ("de", "Montag, 30. November")])
def test_the_mail_that_asks_to_confirm_says_until_when(locale: str, day: str) -> None:
    email = mail("confirm_subscription/confirm", locale, UNKNOWN, expires_at=NOW + timedelta(days=7))

    assert day in email.text


@in_every_language
@pytest.mark.parametrize("name", ["replenishment/running_out", "back_in_stock/back"])
def test_one_tap_fills_the_cart_where_the_variant_is_known(name: str, locale: str) -> None:
    assert f"{SHOP.url}/cart/901:1" in links(mail(name, locale, UNKNOWN, variant_id="901"))
    assert KNOWN["product"]["url"] in links(mail(name, locale, KNOWN, variant_id=None))
    assert f"{SHOP.url}/products/hat" in links(
        mail(name, locale, UNKNOWN, product_url=f"{SHOP.url}/products/hat")
    )


@in_every_language
@pytest.mark.parametrize("name", ["replenishment/running_out", "back_in_stock/back"])
def test_a_product_that_only_the_event_names_is_named(name: str, locale: str) -> None:
    assert "Summit hat" in mail(name, locale, UNKNOWN, product_title="Summit hat").subject


@in_every_language
def test_a_birthday_without_a_gift_is_a_wish_and_sells_nothing(locale: str) -> None:
    assert KNOWN["offer"]["code"] in mail("birthday/wish", locale, KNOWN).text
    assert set(links(mail("birthday/wish", locale, UNKNOWN))) == {
        SHOP.url,
        UNKNOWN["links"]["unsubscribe"],
        UNKNOWN["links"]["preferences"],
    }


@pytest.mark.parametrize(
    ("days", "said"),
    [(-300, "You were last with us on Tuesday, January 27"), (30, "since you were last with us")],
    ids=["held", "still to come"],
)
def test_a_call_to_book_names_the_last_appointment_and_never_one_to_come(days: int, said: str) -> None:
    assert said in mail("check_up/book", "en", UNKNOWN, appointment_at=NOW + timedelta(days=days)).text
