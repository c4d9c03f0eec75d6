"""The demo's pictures: drawn in the shop's colours, shown by the outbox without a network."""

import re
from xml.etree import ElementTree

import pytest
from homing.domain.colours import Colours

from local.demo import payloads
from local.demo.goods import PRODUCTS, Product
from local.demo.pictures import pictures, url
from tests.builders import at

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
