"""Texts without markup: text messages, notes to colleagues, and what a webhook says."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.adapters.text_templates import compile_texts
from homing.domain.errors import RenderFailed
from homing.domain.text_message import fits

ROOT = Path(__file__).parents[2]
SHOP = load_shop(ROOT / "shop.yaml")
TEMPLATES = compile_templates(ROOT / "workflows")
RENDERER = JinjaRenderer(CompiledTemplates.load(TEMPLATES.dump()), default_locale=SHOP.default_locale)
NOW = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
LITTLE: dict[str, Any] = {**SHOP.for_mails(), "now": NOW, "links": {"shop": SHOP.url}}
MUCH: dict[str, Any] = LITTLE | {
    "contact": {
        "first_name": "Kari",
        "last_name": "Nordmann",
        "email": "kari@mail.example.com",
        "phone": "+47 900 00 000",
        "country": "NO",
        "locale": "nb",
    },
    "trigger": {
        "appointment_at": NOW + timedelta(days=1),
        "handle": "@kari",
        "topic": "mending",
        "text": "My sweater has a hole.\nHelp!",
        "product_url": f"{SHOP.url}/products/sweater",
    },
    "story": [
        {"at": NOW - timedelta(days=2), "what": "Product Viewed: Sweater"},
        {"at": NOW, "what": "Email Link Clicked"},
    ],
}
every_text = pytest.mark.parametrize("name", sorted(TEMPLATES.texts))
every_locale = pytest.mark.parametrize("locale", sorted(RENDERER.locales()))
known_or_not = pytest.mark.parametrize("context", [MUCH, LITTLE], ids=["much known", "little known"])


def rendered(name: str, locale: str, context: dict[str, Any]) -> str:
    workflow, kind, step = name.split("/")
    return RENDERER.render_text(workflow, kind, step, locale, context)


def of_source(tmp_path: Path, source: str, kind: str = "notes", **context: Any) -> str:
    path = tmp_path / "a" / kind / "b.txt"
    path.parent.mkdir(parents=True)
    path.write_text(source)
    templates = CompiledTemplates({}, TEMPLATES.catalogues, texts=compile_texts(tmp_path))
    return JinjaRenderer(templates, default_locale="en").render_text("a", kind, "b", "en", context)


@every_text
@every_locale
@known_or_not
def test_every_text_is_whole_in_every_locale(name: str, locale: str, context: dict[str, Any]) -> None:
    text = rendered(name, locale, context)

    assert text == text.strip()
    assert not re.search(r"\{\{|\{%|jinja\d|None\b|Undefined|%\(|,,| ,| \.| !|  |\n\n\n|: *\n\n|&#", text)


@pytest.mark.parametrize("name", [name for name in sorted(TEMPLATES.texts) if "/sms/" in name])
@every_locale
@known_or_not
def test_every_text_message_fits_one_message(name: str, locale: str, context: dict[str, Any]) -> None:
    assert fits(rendered(name, locale, context))


def test_the_day_before_an_appointment_tells_the_shops_hour_if_it_is_known() -> None:
    assert rendered("check_up/sms/tomorrow", "en", MUCH | {"zone": "America/New_York"}) == (
        "Fjord & Fell: See you tomorrow at 9:05 AM. Can't make it? Let us know: hei@fjordogfell.example.com"
    )
    assert rendered("check_up/sms/tomorrow", "nb", LITTLE) == (
        "Fjord & Fell: Du har time hos oss i morgen. Passer det ikke likevel? "
        "Si fra til hei@fjordogfell.example.com"
    )


def test_a_colleague_reads_who_it_is_and_what_they_have_done() -> None:
    subject, _, body = rendered("lead_score/notes/tell_sales", "en", MUCH).partition("\n\n")

    assert subject == "Kari Nordmann is showing real interest"
    assert "- Email: kari@mail.example.com\n- Phone: +47 900 00 000\n" in body
    assert "- Country: Norway\n- Language: Norwegian Bokmål\n" in body
    assert "9:05\u00a0AM (Oslo): Product Viewed: Sweater\n- Monday" in body


def test_a_complaint_goes_to_a_colleague_in_its_own_words() -> None:
    text = rendered("social_reply/notes/hand_over", "en", MUCH)

    assert text.startswith("@kari needs an answer from a person\n")
    assert "What they wrote\n> My sweater has a hole.\n> Help!\n" in text


def test_a_line_of_tags_leaves_no_gap_and_a_text_keeps_its_own_breaks(tmp_path: Path) -> None:
    source = "1\n{% if yes %}\n- 2\n{% endif %}\n{% if no %}\n- x\n{% endif %}\n{{ 3 }}\n\n\n\n4 {# why #}\n"

    assert of_source(tmp_path, source, yes=True, no=False) == "1\n- 2\n3\n\n4"


def test_a_text_message_is_one_line_of_signs_that_cost_little(tmp_path: Path) -> None:
    assert of_source(tmp_path, "“It’s”\n 9:05\u00a0AM – soon…", "sms") == '"It\'s" 9:05 AM - soon...'


def test_a_text_is_no_markup(tmp_path: Path) -> None:
    assert of_source(tmp_path, "{{ name }}", name="Ben & <Jerry>") == "Ben & <Jerry>"


def test_a_text_that_asks_for_what_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match="a/notes/b in en"):
        of_source(tmp_path, "{{ contact.shoe_size }}")
    with pytest.raises(RenderFailed, match="a/sms/nothing"):
        RENDERER.render_text("a", "sms", "nothing", "en", {})


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a" * 160, True),
        ("a" * 161, False),
        ("æ" * 160, True),
        ("€" * 80, True),
        ("€" * 81, False),
        ("’" * 70, True),
        ("’" * 71, False),
        ("😀" * 35, True),
        ("😀" * 36, False),
    ],
)
def test_a_message_holds_160_plain_signs_or_70_others(text: str, held: bool) -> None:
    assert fits(text) is held


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 'no' | country_name }}", "Norway"),
        ("{{ 'XX' | country_name }}", "XX"),
        ("{{ 'pt-BR' | language_name }}", "Portuguese"),
        ("{{ 'klingon-ish' | language_name }}", "klingon-ish"),
    ],
)
def test_countries_and_languages_are_named(tmp_path: Path, source: str, shown: str) -> None:
    assert of_source(tmp_path, source) == shown
