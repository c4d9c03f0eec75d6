"""Every page for everybody: WCAG 2.2 AA by axe, by keyboard and by size, in every language and state."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.page_renderer import PageRenderer
from homing.adapters.shop_file import load_shop

from local.sample_pages import STATES

ROOT = Path(__file__).parents[2]
SHOP = load_shop(ROOT / "shop.yaml")
TEMPLATES = compile_templates(ROOT / "workflows")
RENDERER = PageRenderer(TEMPLATES, SHOP)
LOCALES = sorted(TEMPLATES.catalogues)
FOCUSED = {"a", "button", "input", "select", "textarea"}
SMALLEST = 24  # CSS pixels, WCAG 2.2, 2.5.8
REM = 16


def shown(locale: str) -> Iterator[tuple[str, str]]:
    for page, states in STATES.items():
        for state, context in states.items():
            yield f"{page}.{state}.{locale}", RENDERER.render(page, locale, context)


PAGES = {name: html for locale in LOCALES for name, html in shown(locale)}
STYLE = next(iter(PAGES.values())).partition("<style>")[2].partition("</style>")[0]
IN_ENGLISH = [name for name in PAGES if name.endswith(".en")]


class Seen(HTMLParser):
    """The elements of a page in the order in which a keyboard meets them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[Mapping[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def test_axe_finds_nothing_on_any_page_in_any_language_and_state(tmp_path: Path) -> None:
    for name, html in PAGES.items():
        (tmp_path / f"{name}.html").write_text(html, "utf-8")

    told = subprocess.run(
        ["node", Path(__file__).with_name("axe.cjs"), tmp_path], capture_output=True, text=True, check=False
    )

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert len(found) == len(PAGES)
    assert {name: mistakes for name, mistakes in found.items() if mistakes} == {}


def test_axe_would_find_a_field_without_a_name(tmp_path: Path) -> None:
    spoiled = re.sub(r'<label class="label" for="day">.*?</label>', "", PAGES["reminder.asked.en"])
    (tmp_path / "page.html").write_text(spoiled, "utf-8")

    told = subprocess.run(
        ["node", Path(__file__).with_name("axe.cjs"), tmp_path], capture_output=True, text=True, check=True
    )

    (mistakes,) = json.loads(told.stdout).values()
    assert any("label" in each for each in mistakes)


def test_every_page_says_its_language() -> None:
    wrong = [name for name, html in PAGES.items() if f'<html lang="{name.rpartition(".")[2]}">' not in html]

    assert wrong == []


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_a_keyboard_meets_native_controls_in_the_order_in_which_they_are_read(name: str) -> None:
    for tag, attributes in Seen(PAGES[name]).elements:
        assert not attributes.keys() & {"tabindex", "accesskey", "autofocus", "contenteditable"}, tag
        assert not [each for each in attributes if each.startswith("on")], tag
        assert "role" not in attributes or attributes["role"] in ("alert", "radiogroup"), tag


def test_every_page_has_one_and_the_same_style() -> None:
    assert {html.partition("<style>")[2].partition("</style>")[0] for html in PAGES.values()} == {STYLE}


def test_what_is_read_first_is_seen_first() -> None:
    assert not re.search(r"[\s;{](order|float|position|flex-direction:\s*(row|column)-reverse)\s*:", STYLE)


def test_whatever_has_the_focus_shows_it() -> None:
    (selectors,) = re.findall(r"([^{}]*):focus-visible \{ outline: 3px solid var\(--ink\)", STYLE)

    assert set(re.findall(r"(\w+):focus-visible", f"{selectors}:focus-visible")) == FOCUSED
    assert not re.search(r"outline:\s*(none|0)", STYLE)


@pytest.mark.parametrize(
    "selector", ["button", "a.button", "select", "input[type=date], input[type=time], textarea", ".choice"]
)
def test_nothing_to_press_is_too_small(selector: str) -> None:
    assert _least_height(STYLE, selector) >= SMALLEST


def test_a_box_to_tick_is_not_too_small_without_its_words() -> None:
    (box,) = re.findall(r"input\[type=radio\], input\[type=checkbox\] \{ width: ([\d.]+)rem", STYLE)

    assert float(box) * REM >= SMALLEST


def _least_height(style: str, selector: str) -> float:
    (block,) = re.findall(rf"^{re.escape(selector)} \{{(.*?)\}}", style, re.DOTALL | re.MULTILINE)
    (height,) = re.findall(r"min-height: ([\d.]+)rem", block)
    return float(height) * REM


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_every_field_has_its_words_and_every_choice_its_question(name: str) -> None:
    html = PAGES[name]
    seen = Seen(html)

    for field in seen.all("input", "select", "textarea"):
        if field.get("type") == "hidden":
            continue
        named = f'for="{field.get("id")}"' in html
        inside = re.search(rf'<label[^>]*>\s*<(?:input|select|textarea)[^>]*name="{field["name"]}"', html)
        assert named or inside, field
    groups = len(re.findall(r"<fieldset[^>]*>\s*<legend", html))
    assert html.count("<fieldset") == groups
    assert bool(groups) or not [each for each in seen.all("input") if each.get("type") == "radio"]


@pytest.mark.parametrize("name", [name for name in IN_ENGLISH if ".mistaken" in name])
def test_a_mistake_is_said_in_words_and_tied_to_its_field(name: str) -> None:
    html = PAGES[name]
    said = re.findall(r'<p class="hint" id="(\w+)" role="alert">([^<]+)</p>', html)

    assert len(said) == 1
    assert 'aria-invalid="true"' in html
    assert f'aria-describedby="{said[0][0]}"' in html
    assert said[0][1].strip()
