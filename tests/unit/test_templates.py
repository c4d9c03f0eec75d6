"""The shipped mails: each one, in every locale, for a contact we know well and one we know nothing of."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.domain.colours import READABLE, contrast
from homing.domain.errors import InvalidWorkflow, RenderFailed
from homing.services.ports import RenderedEmail

ROOT = Path(__file__).parents[2]
SHOP = load_shop(ROOT / "shop.yaml")
TEMPLATES = compile_templates(ROOT / "workflows")
RENDERER = JinjaRenderer(CompiledTemplates.load(TEMPLATES.dump()), default_locale=SHOP.default_locale)
NOW = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
HOME = SHOP.url
PAGES = f"https://{SHOP.links_domain}"
UNSUBSCRIBE = f"{PAGES}/u/abc"
LINKS: dict[str, Any] = {
    "unsubscribe": UNSUBSCRIBE,
    "shop": HOME,
    "survey": lambda score: f"{PAGES}/s/abc?score={score}",
    "poll": lambda answer: f"{PAGES}/p/abc?answer={answer}",
    "reminder": f"{PAGES}/r/abc",
    "confirm": f"{PAGES}/confirm/abc",
    "cart": lambda variant: f"{HOME}/cart/{variant}:1",
}
LITTLE: dict[str, Any] = {
    **SHOP.for_mails(),
    "content": {},
    "now": NOW,
    "links": LINKS,
}
MUCH: dict[str, Any] = {
    **SHOP.for_mails(),
    "contact": {"first_name": "Kari", "last_name": "Nordmann", "locale": "nb"},
    "zone": "America/New_York",
    "now": NOW,
    "links": {**LINKS, "preferences": f"{HOME}/preferences", "resource": f"{PAGES}/d/abc"},
    "season": "winter",
    "colleague": {
        "name": "Silje Aarseth",
        "title": {"nb": "Salg", "en": "Business sales"},
        "email": "silje@example.com",
    },
    "trigger": {
        "order_name": "#1001",
        "resource_title": "The wool guide",
        "resource_url": f"{HOME}/pages/wool-guide",
        "feature": "mending",
        "demo_url": f"{HOME}/pages/wool-at-work",
        "product_title": "Sweater",
        "product_url": f"{HOME}/a",
        "variant_title": "Natural / M",
        "variant_id": "901",
        "plan_title": "Knitwear care",
        "next_at": NOW + timedelta(days=2),
        "appointment_at": NOW - timedelta(days=300),
        "handle": "@kari",
        "text": "My sweater has a hole.\nHelp!",
        "topic": "mending",
    },
    "product": {
        "title": "Sweater",
        "image": f"{HOME}/a.jpg",
        "url": f"{HOME}/a",
        "price": Decimal(1899),
        "currency": "NOK",
    },
    "cart": {
        "items": [
            {
                "title": "Sweater",
                "variant": "Natural / M",
                "quantity": 1,
                "price": Decimal(1899),
                "image": f"{HOME}/a.jpg",
                "url": f"{HOME}/a",
            },
            {
                "title": "Socks",
                "variant": None,
                "quantity": 2,
                "price": Decimal("249.50"),
                "image": None,
                "url": None,
            },
            {"title": "Gift", "quantity": 1, "price": Decimal(0)},
        ],
        "currency": "NOK",
        "total": Decimal(2398),
        "url": f"{HOME}/cart/1",
    },
    "offer": {"code": "HEI-7F3K9Q", "percent": 10, "expires_at": NOW + timedelta(hours=24)},
    "products": [
        {"title": "Sweater", "image": None, "url": f"{HOME}/a", "price": Decimal(1899), "currency": "NOK"}
    ],
}
GREETINGS = {
    "en": ("Hi there,", "Hi Kari,"),
    "nb": ("Hei!", "Hei, Kari!"),
    "nl": ("Hallo!", "Hallo Kari,"),
    "de": ("Hallo!", "Hallo Kari!"),
    "es": ("¡Hola!", "¡Hola, Kari!"),
}
NAMES_NOBODY = ("confirm_subscription/confirm",)
"""Mails that repeat nothing of what came with a form: anybody may fill one in with anybody's address."""
every_mail = pytest.mark.parametrize("mail", sorted(TEMPLATES.mails))
every_version = pytest.mark.parametrize(
    ("mail", "locale"),
    [
        (mail, locale)
        for mail in sorted(TEMPLATES.mails)
        for locale in TEMPLATES.languages[mail.split("/")[0]]
    ],
)
"""Every mail in every language that its workflow is written in."""
known_or_not = pytest.mark.parametrize("context", [MUCH, LITTLE], ids=["much known", "little known"])


def rendered(mail: str, locale: str, context: dict[str, Any], **changes: Any) -> RenderedEmail:
    workflow, step = mail.split("/")
    return RENDERER.render(workflow, step, locale, context | changes)


def of_source(source: str, locale: str = "en", **changes: Any) -> str:
    part = {"subject": "", "preheader": "", "html": source, "text": ""}
    renderer = JinjaRenderer(CompiledTemplates({"a/b": part}, TEMPLATES.catalogues), default_locale="en")
    return renderer.render("a", "b", locale, MUCH | changes).html


@every_version
@known_or_not
def test_every_mail_is_whole_in_its_languages(mail: str, locale: str, context: dict[str, Any]) -> None:
    email = rendered(mail, locale, context)

    assert email.subject
    assert email.preheader
    assert "\n" not in email.subject
    assert f'<html lang="{locale}"' in email.html
    for text in (email.subject, email.preheader, email.html, email.text):
        assert not re.search(r"\{\{|\{%|jinja\d|None\b|Undefined|%\(", text)
    for text in (email.preheader, email.text):
        assert not re.search(r"\b(Hi ?,|Hei ?,(?! Kari!))|,,| ,| \.|  ", text.replace("  ·  ", " "))


@every_version
@known_or_not
def test_every_footer_is_complete_in_the_recipients_language(
    mail: str, locale: str, context: dict[str, Any]
) -> None:
    email = rendered(mail, locale, context)

    words = {
        "en": ("Unsubscribe", "You’re getting this email because"),
        "nb": ("Meld deg av", "Du får denne e-posten fordi"),
        "nl": ("Afmelden", "Je krijgt deze mail omdat"),
        "de": ("Abmelden", "Du bekommst diese E-Mail, weil"),
        "es": ("Darme de baja", "Te llega este correo porque"),
    }
    for word in (*words[locale], SHOP.legal_name, *SHOP.postal_address.splitlines(), UNSUBSCRIBE):
        assert word in email.text
    assert f'<a href="{UNSUBSCRIBE}" ses:no-track>' in email.html


@every_mail
def test_a_mail_says_why_it_comes(mail: str) -> None:
    assert "signed up for emails" in rendered(mail, "en", LITTLE, reason="subscribed").text
    assert "left something in your cart" in rendered(mail, "en", LITTLE, reason="cart").text
    assert "ordered something" in rendered(mail, "en", LITTLE, reason="asked").text


@every_mail
@known_or_not
def test_every_link_leads_to_the_shop_and_every_picture_has_words(mail: str, context: dict[str, Any]) -> None:
    html = rendered(mail, "en", context).html

    for link in re.findall(r'<a [^>]*href="([^"]*)"', html):
        assert link.startswith((HOME, PAGES, str(SHOP.content.review_url), "mailto:"))
    for picture in re.findall(r"<img [^>]*>", html):
        assert re.search(r'alt="[^"]+"', picture)
    assert "fonts.googleapis" not in html
    assert 'name="color-scheme"' in html
    assert "prefers-color-scheme: dark" in html


def test_texts_are_readable_in_the_dark() -> None:
    head = (ROOT / "workflows/_layout/head.mjml").read_text("utf-8").split("prefers-color-scheme: dark")[1]

    grounds = set(re.findall(r"background-color: (#\w{6})", head))
    texts = set(re.findall(r"[{ ]color: (#\w{6})", head))

    assert grounds
    assert texts
    assert all(contrast(text, ground) >= READABLE for text in texts for ground in grounds)


@every_version
def test_a_greeting_needs_no_name(mail: str, locale: str) -> None:
    for name in (None, "", "  "):
        assert GREETINGS[locale][0] in rendered(mail, locale, LITTLE, contact={"first_name": name}).text
    named = GREETINGS[locale][0 if mail in NAMES_NOBODY else 1]
    assert named in rendered(mail, locale, MUCH).text


def test_markup_in_a_name_or_a_title_stays_text() -> None:
    nasty = "<script>alert('x')</script>"
    cart = MUCH["cart"] | {
        "items": [{"title": nasty, "variant": nasty, "quantity": 1, "image": f'{HOME}/"><script>'}]
    }

    email = rendered("abandoned_cart/reminder", "en", MUCH, contact={"first_name": nasty}, cart=cart)

    assert "<script" not in email.html
    assert f"Hi {nasty}," in email.text


def test_a_subject_is_one_line_and_no_html() -> None:
    shop = LITTLE["shop"] | {"name": "Fjord\r\nBcc: x@example.com & <Fell>"}

    assert (
        rendered("welcome/welcome", "en", LITTLE, shop=shop).subject
        == "Welcome to Fjord Bcc: x@example.com & <Fell>"
    )


@pytest.mark.parametrize(
    "source",
    ["{{ contact.shoe_size }}", "{{ missing }}", "{{ shop.__class__.__mro__ }}",
     "{{ ''.format.__globals__ }}", "{{ products.append(1) }}", "{{ 1 / 0 }}",
     "{{ 'x' | money('NOK') }}", "{% broken"],
)  # fmt: skip
def test_what_is_not_there_or_not_allowed_fails_the_mail(source: str) -> None:
    with pytest.raises(RenderFailed, match="a/b in en"):
        of_source(source)


def test_an_unknown_mail_or_a_shop_without_a_catalogue_is_refused() -> None:
    with pytest.raises(RenderFailed):
        RENDERER.render("welcome", "nothing", "en", LITTLE)
    with pytest.raises(RenderFailed):
        JinjaRenderer(TEMPLATES, default_locale="xx")


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "shown"),
    [
        ("nb", "1299", "NOK", "1 299,00 kr"),
        ("en", "1299", "NOK", "NOK 1,299.00"),
        ("en", "1299.5", "USD", "$1,299.50"),
        ("en", "1299", "JPY", "¥1,299"),
        ("nb", "1299", "JPY", "1 299 JPY"),
        ("en", "129000", "VND", "₫129,000"),
        ("en-GB", "9.9", "GBP", "£9.90"),
    ],
)
def test_money_is_written_as_the_recipient_writes_it(
    locale: str, amount: str, currency: str, shown: str
) -> None:
    found = of_source("{{ amount | money(currency) }}", locale, amount=Decimal(amount), currency=currency)

    assert found.replace("\u00a0", " ").replace("\u202f", " ") == shown


@pytest.mark.parametrize(
    ("locale", "zone", "shown"),
    [
        ("nb", "Europe/Oslo", "tirsdag 24. november kl. 00:30 (Oslo)"),
        ("en", "America/New_York", "Monday, November 23 kl. 6:30 PM (New York)"),
        ("en-GB", "Europe/London", "Monday 23 November kl. 23:30 (London)"),
    ],
)
def test_an_instant_is_shown_on_the_recipients_clock(locale: str, zone: str, shown: str) -> None:
    instant = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    found = of_source("{{ at | local_date }} kl. {{ at | local_time }}", locale, zone=zone, at=instant)

    assert found.replace("\u00a0", " ") == shown


def test_a_recipient_without_a_zone_reads_the_shops_clock() -> None:
    assert "(Oslo)" in rendered("abandoned_cart/incentive", "nb", LITTLE, offer=MUCH["offer"]).text


@pytest.mark.parametrize(
    ("asked", "read"),
    [("no", "nb"), ("nn", "nb"), ("nb-NO", "nb"), ("en_US", "en"), ("fr", "nb"), ("", "nb"), ("x" * 9, "nb")],
)
def test_a_locale_without_a_catalogue_reads_the_nearest(asked: str, read: str) -> None:
    assert f'<html lang="{read}"' in rendered("welcome/welcome", asked, LITTLE).html


def test_an_offer_is_shown_with_its_code_and_its_end() -> None:
    email = rendered("abandoned_cart/incentive", "en", MUCH)

    assert email.subject == "10% off what is in your cart"
    assert "HEI-7F3K9Q\nValid until Tuesday, November 24 at 3:05" in email.text
    assert "next 24 hours" in email.text


def test_a_cart_shows_each_item_what_it_costs_and_the_way_back() -> None:
    text = rendered("abandoned_cart/reminder", "en", MUCH).text.replace("\u00a0", " ")

    assert "Natural / M\nNOK 1,899.00" in text
    assert "Socks\n2 × NOK 249.50" in text
    assert "Gift\nNOK 0.00" in text
    assert "Total NOK 2,398.00" in text
    assert f"Back to your cart: {HOME}/cart/1" in text


@pytest.mark.parametrize(
    ("season", "there", "elsewhere"),
    [("summer", "On the beach", "On skis"), ("winter", "On skis", "On the beach")],
)
def test_ideas_fit_the_season_where_the_reader_lives(season: str, there: str, elsewhere: str) -> None:
    text = rendered("offer_ladder/idea", "en", MUCH, season=season).text

    assert there in text
    assert elsewhere not in text
    assert "In the hammock" in text


def test_a_feature_that_was_used_is_the_one_explained() -> None:
    mending = rendered("feature_tutorial/tutorial", "en", MUCH)
    unknown = rendered("feature_tutorial/tutorial", "en", MUCH, trigger={"feature_title": "Size finder"})

    assert mending.subject == "Getting started: Free mending, for as long as it’s yours"
    assert "- Take a photo of the damage." in mending.text
    assert unknown.subject == "Getting started: Size finder"
    assert "- " not in unknown.text


def test_the_polls_two_answers_and_the_way_to_stay_are_links_of_ours() -> None:
    asked, last = (rendered(f"win_back/{step}", "en", MUCH).text for step in ("miss_you", "sunset"))

    assert f"Yes, keep me on the list: {PAGES}/p/abc?answer=keep" in asked
    assert f"No thanks, take me off: {PAGES}/p/abc?answer=leave" in asked
    assert f"Keep me on the list: {PAGES}/p/abc?answer=keep" in last


@pytest.mark.parametrize(
    "mail", ["lead_nurture/resource", "onboarding/thanks", "demo_follow_up/demo", "feature_tutorial/tutorial"]
)
def test_a_service_mail_carries_no_advertising(mail: str) -> None:
    text = rendered(mail, "en", MUCH, reason="asked").text

    assert "HEI-7F3K9Q" not in text
    assert "NOK" not in text


def test_a_colleagues_mail_is_a_plain_note_with_a_name_under_it() -> None:
    email = rendered("demo_follow_up/colleague", "en", MUCH)

    assert "Best wishes,\nSilje Aarseth\nBusiness sales\nFjord & Fell\nsilje@example.com" in email.text
    assert "<h1" not in email.html
    assert "<img" not in email.html


def test_who_reads_a_language_that_a_flow_lacks_gets_the_whole_mail_in_english() -> None:
    email = rendered("demo_follow_up/colleague", "de", MUCH)

    assert email == rendered("demo_follow_up/colleague", "en", MUCH)
    assert email.locale == "en"


def test_the_same_templates_give_the_same_bytes() -> None:
    assert compile_templates(ROOT / "workflows").dump() == TEMPLATES.dump()


@pytest.mark.parametrize(
    "mail",
    ["<mjml><mj-body>", "<mjml><mj-head><mj-title>A</mj-title></mj-head><mj-body></mj-body></mjml>",
     '<mjml><mj-body><mj-include path="_layout/nowhere.mjml" /></mj-body></mjml>'],
    ids=["no MJML", "no preheader and no footer", "no such include"],
)  # fmt: skip
def test_a_mail_that_is_not_whole_does_not_compile(tmp_path: Path, mail: str) -> None:
    path = tmp_path / "welcome" / "emails" / "hello.mjml"
    path.parent.mkdir(parents=True)
    path.write_text(mail)

    with pytest.raises(InvalidWorkflow, match=r"hello\.mjml"):
        compile_templates(tmp_path)


def test_what_an_event_did_not_tell_is_empty_and_false() -> None:
    source = "{% if trigger.plan %}{{ trigger.plan }}{% else %}your plan{% endif %}|{{ trigger.items }}"

    assert of_source(source, trigger={}) == "your plan|"
    assert of_source(source, trigger={"plan": "Wool care"}) == "Wool care|"


def test_what_an_event_told_cannot_become_markup() -> None:
    assert "<b>" not in of_source("{{ trigger.topic }}", trigger={"topic": "<b>socks</b>"})


def test_only_what_an_event_told_may_be_missing() -> None:
    with pytest.raises(RenderFailed, match="nickname"):
        of_source("{{ contact.nickname }}")


def test_an_instant_of_an_event_is_told_on_the_readers_clock() -> None:
    told = {"next_at": NOW}

    assert of_source("{{ trigger.next_at | local_time }}", trigger=told) == "3:05\u00a0AM (New York)"
