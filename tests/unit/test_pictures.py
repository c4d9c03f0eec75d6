"""The demo's pictures: drawn in the shop's colours, shown by the outbox without a network."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.colours import Colours
from homing.services.ports import OutgoingEmail

from local import outbox
from local.demo import payloads
from local.demo.goods import PRODUCTS, Product
from local.demo.pictures import pictures, url
from local.memory.tables import MemoryTables
from local.ses import SentEmail
from tests.builders import at

ROOT = Path(__file__).parents[2]
SOCKS = "https://cdn.example/a/socks.svg?v=1&w=2"

COLOURS = Colours(accent="#1f4a3d", accent_text="#fbf7ef", ink="#23211d", paper="#f3eee4", muted="#625c52")
OTHERS = COLOURS.model_copy(update={"accent": "#552233", "paper": "#ffffff"})

DRAWN = [each for each in PRODUCTS if url(each)]


def drawing(product: Product, colours: Colours = COLOURS) -> str:
    return pictures(colours)[url(product) or ""].decode()


def test_most_products_have_a_picture_and_one_has_none() -> None:
    assert len(DRAWN) == len(PRODUCTS) - 1
    assert len(set(pictures(COLOURS).values())) == len(DRAWN)


@pytest.mark.parametrize("product", DRAWN, ids=lambda each: each.handle)
def test_a_picture_is_a_square_that_any_browser_draws(product: Product) -> None:
    root = ElementTree.fromstring(drawing(product))

    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("400", "400", "0 0 400 400")
    assert len(list(root.iter())) > 4


@pytest.mark.parametrize("product", DRAWN, ids=lambda each: each.handle)
def test_a_picture_needs_nothing_from_elsewhere(product: Product) -> None:
    text = drawing(product).replace("http://www.w3.org/2000/svg", "")

    assert not re.search(r"http|url\(|href|script|\$|<text", text)


def test_the_same_colours_give_the_same_pictures_and_others_give_others() -> None:
    assert pictures(COLOURS) == pictures(COLOURS)
    assert not set(pictures(COLOURS).values()) & set(pictures(OTHERS).values())


def test_the_webhook_of_a_product_names_its_picture() -> None:
    told = {each.handle: payloads.product(each, at("2026-03-01 00:00"))["image"] for each in PRODUCTS}

    assert told["wool-socks"]["src"] == "https://cdn.fjordogfell.example.com/products/wool-socks.svg"
    assert told["mending-kit"] is None


def mail(number: int, html: str) -> SentEmail:
    email = OutgoingEmail(
        sender="hei@post.fjordogfell.example.com",
        reply_to=None,
        recipient="ada@example.com",
        subject=f"Mail {number}",
        html=html,
        text="Hello",
        headers=(),
        tags=(("workflow", "abandoned_cart"), ("step", "reminder"), ("locale", "en")),
    )
    return SentEmail(ses_id=f"local-{number}", at=at("2026-03-02 10:00"), email=email)


def written(folder: Path, files: dict[str, bytes], *mails: SentEmail) -> str:
    """The page over these mails."""
    account: Any = SimpleNamespace(
        shop=load_shop(ROOT / "shop.yaml"),
        workflows=WorkflowSet(load(ROOT / "workflows"), drafts_play=True),
        mailer=SimpleNamespace(sent=mails),
        tables=MemoryTables(),
        texts=(),
    )
    outbox.write(account, folder, files)
    return (folder / "index.html").read_text(encoding="utf-8")


SHOWN = '<a href="https://shop.example">\n<img src="https://cdn.example/a/socks.svg?v=1&amp;w=2" alt=""></a>'


def test_a_preview_shows_the_file_and_the_mail_keeps_the_address(tmp_path: Path) -> None:
    page = written(tmp_path, {SOCKS: b"<svg/>"}, mail(1, SHOWN))

    assert (tmp_path / "pictures" / "a-socks.svg").read_bytes() == b"<svg/>"
    assert "pictures/a-socks.svg" in page
    assert "cdn.example" not in page
    assert b"cdn.example/a/socks.svg" in (tmp_path / "00001-abandoned_cart-reminder.eml").read_bytes()


def test_without_files_the_addresses_stay_and_the_first_mail_is_shown(tmp_path: Path) -> None:
    page = written(tmp_path, {}, mail(1, "<p>One</p>"), mail(2, SHOWN))

    assert not (tmp_path / "pictures").exists()
    assert "One" in page
    assert "cdn.example" not in page


def test_of_mails_of_a_kind_the_one_with_most_pictures_is_shown(tmp_path: Path) -> None:
    page = written(tmp_path, {SOCKS: b"<svg/>"}, mail(1, "<p>One</p>"), mail(2, SHOWN), mail(3, SHOWN))

    assert page.count("<iframe") == 1
    assert 'href="00002-abandoned_cart-reminder.eml" lang="en">Mail 2' in page.partition("<table>")[0]


def test_the_page_runs_nothing_and_asks_nobody(tmp_path: Path) -> None:
    page = written(tmp_path, {SOCKS: b"<svg/>"}, mail(1, SHOWN))

    assert "<script" not in page
    assert "allow-scripts" not in page
    assert not re.search(r"src=.{0,6}http", page)


def test_what_an_earlier_rehearsal_left_is_taken_away(tmp_path: Path) -> None:
    written(tmp_path, {SOCKS: b"<svg/>"}, mail(1, SHOWN), mail(2, SHOWN))
    written(tmp_path, {}, mail(1, SHOWN))

    assert [path.name for path in tmp_path.rglob("*.*")] == [
        "00001-abandoned_cart-reminder.eml",
        "index.html",
    ]
