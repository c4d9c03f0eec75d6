"""`make previews`: everything that anybody is shown, on one page."""

import re
from pathlib import Path

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.page_renderer import WORDINGS
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates

from local.gallery import Gallery

ROOT = Path(__file__).parents[2]
TEMPLATES = compile_templates(ROOT / "workflows")
FEW = {"abandoned_cart/incentive", "check_up/sms/tomorrow"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery of a mail, a text message and all pages."""
    few = CompiledTemplates(
        mails={name: TEMPLATES.mails[name] for name in FEW & set(TEMPLATES.mails)},
        texts={name: TEMPLATES.texts[name] for name in FEW & set(TEMPLATES.texts)},
        catalogues=TEMPLATES.catalogues,
        pages=TEMPLATES.pages,
        languages=TEMPLATES.languages,
    )
    return Gallery(few, load_shop(ROOT / "shop.yaml"), tmp_path_factory.mktemp("previews")).write()


def test_a_mail_is_shown_on_a_phone_and_on_a_desk_in_every_language_it_is_written_in(index: Path) -> None:
    shown = re.findall(r'src="(shown/[^"]+)" style="width:(\d+)px"', index.read_text())

    for locale in TEMPLATES.languages["abandoned_cart"]:
        known = f"shown/abandoned_cart-incentive-{locale}-all-known.html"
        unknown = f"shown/abandoned_cart-incentive-{locale}-nothing-known.html"
        assert {(known, "390"), (known, "720"), (unknown, "390")} <= set(shown)
    assert {file for file, _ in shown} == {f"shown/{path.name}" for path in index.parent.glob("shown/*.html")}


def test_a_text_message_is_shown_in_full(index: Path) -> None:
    shown = re.findall(r"<pre>(.+?)</pre>", index.read_text(), re.DOTALL)

    assert len(shown) == 2 * len(TEMPLATES.languages["check_up"])
    assert all("Fjord &amp; Fell" in text for text in shown)


def test_every_page_of_ours_is_shown_in_every_language(index: Path) -> None:
    pages = {path.removesuffix(".html") for path in TEMPLATES.pages} - {"layout", WORDINGS}

    for page in pages:
        for locale in TEMPLATES.catalogues:
            assert f'src="shown/{page}-{locale}-page.html"' in index.read_text()


def test_every_picture_of_a_mail_is_there(index: Path) -> None:
    for path in index.parent.glob("shown/*.html"):
        for src in re.findall(r'<img[^>]*src="([^"]+)"', path.read_text()):
            assert (path.parent / src).exists(), src
