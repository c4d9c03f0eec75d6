"""`homing preview`: a mail or text as one reader would get it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from homing.domain.errors import HomingError, InvalidReader, InvalidWorkflow

from local.preview import preview

ROOT = Path(__file__).parents[2]
KARI = """
traits: {first_name: Kari, country: NO, timezone: America/New_York}
cart:
  items:
    - {title: Fisherman’s sweater, price: 1899, product_id: "8102"}
    - {title: A thing without a picture}
  total: 1899
  currency: NOK
products:
  - {id: "8102", title: Fisherman’s sweater, handle: sweater, image: "https://cdn.example.com/s.jpg"}
now: "2026-11-23T08:05:00Z"
"""


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def written(out: Path, workflow: str, step: str, reader: str | None = None, **more: Any) -> dict[str, str]:
    """The files of a preview by their names."""
    contact = None
    if reader is not None:
        contact = out / "reader.yaml"
        out.mkdir(exist_ok=True)
        contact.write_text(reader)
    preview(workflow, step, contact=contact, out=out / "made", **({"locale": "nb"} | more))
    return {path.name: path.read_text() for path in (out / "made").iterdir()}


def test_a_mail_is_written_as_html_and_as_text(tmp_path: Path) -> None:
    files = written(tmp_path, "abandoned_cart", "incentive", KARI)

    assert set(files) == {"abandoned_cart-incentive-nb.html", "abandoned_cart-incentive-nb.txt"}
    text = files["abandoned_cart-incentive-nb.txt"]
    assert "Hei, Kari!" in text
    assert "1\u00a0899,00\u00a0kr" in text
    assert "FJORD-" in text  # the code that the step offers
    assert "kl. 03:05 (New York)" in text
    assert (
        '<img class="tile" src="https://cdn.example.com/s.jpg"' in files["abandoned_cart-incentive-nb.html"]
    )


def test_a_variant_is_written_beside_the_usual_mail(tmp_path: Path) -> None:
    usual = written(tmp_path, "abandoned_cart", "reminder", KARI)
    both = written(tmp_path, "abandoned_cart", "reminder", KARI, variant="product")

    assert "venter på deg" not in usual["abandoned_cart-reminder-nb.txt"]
    assert "Fisherman’s sweater venter på deg" in both["abandoned_cart-reminder-product-nb.txt"]


def test_an_item_without_a_picture_shows_its_letter(tmp_path: Path) -> None:
    html = written(tmp_path, "abandoned_cart", "reminder", KARI)["abandoned_cart-reminder-nb.html"]

    assert html.count("<img") == 1
    assert 'aria-hidden="true"' in html


def test_a_reader_may_be_given_another_offer(tmp_path: Path) -> None:
    reader = KARI + "offer: {percent: 25, code: KARI25, valid_for: 48h}\n"

    text = written(tmp_path, "abandoned_cart", "incentive", reader)["abandoned_cart-incentive-nb.txt"]

    assert "25\u00a0%" in text
    assert "KARI25" in text


def test_a_text_message_is_written_as_text(tmp_path: Path) -> None:
    reader = json.dumps({"traits": {"first_name": "Kees"}, "trigger": {}})

    files = written(tmp_path, "check_up", "tomorrow", reader, locale="nl")

    assert set(files) == {"check_up-tomorrow-nl.txt"}
    assert len(files["check_up-tomorrow-nl.txt"]) < 160


def test_without_a_reader_it_is_one_of_whom_all_is_known(tmp_path: Path) -> None:
    files = written(tmp_path, "welcome", "welcome")

    assert "Åse" in files["welcome-welcome-nb.txt"]


@pytest.mark.parametrize(
    ("workflow", "step", "reader", "error", "told"),
    [
        (
            "nowhere",
            "welcome",
            None,
            InvalidWorkflow,
            "no mail of a workflow 'nowhere'; there are: ",
        ),
        ("welcome", "goodbye", None, InvalidWorkflow, "no mail or text 'goodbye'; it has: .*brand_story"),
        ("abandoned_cart", "reminder", "traits: {}", InvalidWorkflow, "is about a cart; give the reader one"),
        ("welcome", "welcome", "traitz: {}", InvalidReader, "reader.yaml: traitz: Extra inputs"),
        ("welcome", "welcome", "cart: {total: much}", InvalidReader, "reader.yaml: cart.total: "),
        ("welcome", "welcome", "{", InvalidReader, "reader.yaml: cannot be read"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    tmp_path: Path,
    workflow: str,
    step: str,
    reader: str | None,
    error: type[HomingError],
    told: str,
) -> None:
    with pytest.raises(error, match=told):
        written(tmp_path, workflow, step, reader)


def test_mails_are_shown_before_their_workflow_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "workflows"
    shutil.copytree(ROOT / "workflows", folder)
    (folder / "welcome" / "workflow.yaml").unlink()

    assert written(tmp_path, "welcome", "brand_story", "traits: {}", workflows=folder)
