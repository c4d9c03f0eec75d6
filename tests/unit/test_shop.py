"""shop.yaml: what it accepts, what it refuses and how it says so."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from homing.adapters.shop_file import load_shop
from homing.domain.colours import contrast
from homing.domain.errors import InvalidShop
from homing.domain.open_tracking import Opens
from homing.domain.quiet_hours import QuietHours
from homing.domain.shop import Shop
from pydantic import ValidationError

FILE = Path(__file__).parents[2] / "shop.yaml"


def written(folder: Path, name: str = "shop.yaml", **changes: Any) -> Path:
    path = folder / name
    path.write_text(
        yaml.safe_dump((yaml.safe_load(FILE.read_text("utf-8")) if name == "shop.yaml" else {}) | changes)
    )
    return path


def test_the_demo_shop_is_valid_and_speaks_norwegian_first() -> None:
    shop = load_shop(FILE)

    assert shop.default_locale == "nb"
    assert shop.quiet_hours.from_ == "21:00"
    assert shop.tracking.opens_in("FR") is Opens.CONSENTED
    assert shop.tracking.opens_in("NO") is shop.tracking.opens_in(None) is Opens.ALL
    assert ".example.com" in shop.domain


def test_a_shop_survives_the_layers_json() -> None:
    shop = load_shop(FILE)

    assert Shop.model_validate_json(shop.model_dump_json()) == shop


def test_a_stage_lays_its_own_values_over_and_keeps_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path)
    written(tmp_path, "shop.sandbox.yaml", caps={"per_day": 9}, reply_to="test@example.com")

    shop = load_shop(path, "sandbox")

    assert (shop.caps.per_day, shop.caps.per_week, shop.reply_to) == (9, 6, "test@example.com")
    assert load_shop(path, "production").caps.per_day == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"zone": "Europe/Atlantis"}, "zone: 'Europe/Atlantis' is no time zone"),
        ({"colour": "red"}, "colour: Extra inputs"),
        ({"sender": "hei@example.com"}, "sender: write a mailbox"),
        ({"sender": "A <a@example.com>\nBcc: b@example.com"}, "sender: "),
        ({"url": "http://example.com"}, "url: "),
        ({"shopify_domain": "example.com"}, "shopify_domain: "),
        ({"quiet_hours": {"from": "25:00"}}, "quiet_hours.from: "),
        ({"tracking": {"by_country": {"FR": "maybe"}}}, "tracking.by_country.FR: "),
        ({"locales": []}, "locales: "),
        ({"postal_address": " "}, "postal_address: "),
        ({"content": {"reviews": [{"text": "Good"}]}}, "content.reviews.0.author: Field required"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    path = written(tmp_path, **changes)

    with pytest.raises(InvalidShop) as refusal:
        load_shop(path)

    assert f"shop.yaml: {said}" in str(refusal.value)


def test_a_mistake_in_the_overlay_names_the_overlay(tmp_path: Path) -> None:
    path = written(tmp_path)
    written(tmp_path, "shop.sandbox.yaml", caps={"per_day": 0})

    with pytest.raises(InvalidShop, match=r"shop\.sandbox\.yaml: caps\.per_day"):
        load_shop(path, "sandbox")


@pytest.mark.parametrize("text", ["a: [", "- a", "just text"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(text)

    with pytest.raises(InvalidShop, match=r"shop\.yaml"):
        load_shop(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidShop, match="cannot be read"):
        load_shop(tmp_path / "shop.yaml")


def test_colours_nobody_can_read_are_refused(tmp_path: Path) -> None:
    colours = yaml.safe_load(FILE.read_text("utf-8"))["colours"] | {"muted": "#c0b8a8"}

    with pytest.raises(InvalidShop, match=r"colours: muted on paper has a contrast of 1\.\d"):
        load_shop(written(tmp_path, colours=colours))


def test_contrast_is_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("start", "end"), [("03:00", "11:00"), ("08:00", "08:00")])
def test_quiet_hours_that_do_not_cross_midnight_are_refused(start: str, end: str) -> None:
    with pytest.raises(ValidationError, match="cross midnight"):
        QuietHours.model_validate({"from": start, "until": end})
