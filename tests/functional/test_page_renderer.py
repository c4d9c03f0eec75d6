"""How our pages look and read: in every language, in light and in dark, to a screen reader, for any shop."""

import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.page_renderer import WORDINGS, PageRenderer
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.domain.colours import READABLE, contrast
from homing.domain.errors import RenderFailed

from local.sample_pages import PAGES as SAMPLES

ROOT = Path(__file__).parents[2]
SHOP = load_shop(ROOT / "shop.yaml")
TEMPLATES = compile_templates(ROOT / "workflows")
PAGES = PageRenderer(TEMPLATES, SHOP)
SEEN = 3  # WCAG AA for the edge of a button


class Outline(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


SHOWN = {
    page: {name: False if name == "complete" else value for name, value in context.items()}
    for page, context in SAMPLES.items()
}


@pytest.mark.parametrize("page", SHOWN)
@pytest.mark.parametrize("locale", sorted(TEMPLATES.catalogues))
def test_a_page_has_a_title_of_its_own_one_heading_and_its_landmarks(page: str, locale: str) -> None:
    html = PAGES.render(page, locale, SHOWN[page])

    tags = Outline(html).tags
    title = re.search(r"<title>(.+) · Fjord &amp; Fell</title>", html)
    assert html.startswith("<!doctype html>")
    assert title is not None
    assert [tags.count(each) for each in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in html


def test_every_page_is_in_every_test_above() -> None:
    assert set(TEMPLATES.pages) == {f"{name}.html" for name in ("layout", WORDINGS, *SHOWN)}


def test_a_page_can_be_read_in_light_and_in_dark() -> None:
    page = PAGES.render("unsubscribe", "en", {})

    schemes = re.findall(r":root \{(.*?)\}", page, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colour = dict(re.findall(r"--([\w-]+): (#\w{6});", scheme))
        pairs = [*product(("ink", "heading", "muted"), ("ground",)), ("button-text", "button")]
        assert [pair for pair in pairs if contrast(colour[pair[0]], colour[pair[1]]) < READABLE] == []
        assert contrast(colour["edge"], colour["ground"]) >= SEEN
        assert contrast(colour["ink"], colour["ground"]) >= READABLE  # what is written into a field


@pytest.mark.parametrize("locale", sorted(TEMPLATES.catalogues))
def test_dates_and_numbers_stand_in_the_readers_own_words(locale: str) -> None:
    shown = PAGES.render("reminder", locale, SHOWN["reminder"])

    day = {"en": "Wednesday, November 25", "nb": "onsdag 25. november", "nl": "woensdag 25 november"}
    day |= {"de": "Mittwoch, 25. November", "es": "miércoles, 25 de noviembre"}
    assert day[locale] in shown
    assert "(" in shown.split(day[locale])[1][:40]  # whose clock is meant


def test_a_shops_name_is_text_and_never_markup() -> None:
    named = SHOP.model_copy(update={"name": "<b>Fell</b>", "legal_name": "A & B"})
    renderer = PageRenderer(TEMPLATES, named)

    html = renderer.render("unsubscribe", "en", {})

    assert "<b>" not in html
    assert "&lt;b&gt;Fell&lt;/b&gt;?" in html
    assert "A &amp; B" in html


def test_a_page_that_is_not_there_is_told_by_name() -> None:
    with pytest.raises(RenderFailed, match="page nowhere in nb"):
        PAGES.render("nowhere", "nb", {})


def test_templates_of_before_the_pages_are_still_read() -> None:
    old = CompiledTemplates.load('{"mails": {}, "catalogues": {}}')

    assert old.pages == {}
    assert CompiledTemplates.load(TEMPLATES.dump()) == TEMPLATES
    assert JinjaRenderer(TEMPLATES, default_locale="nb").locales() == set(TEMPLATES.catalogues)
