"""`homing validate` tries each mail as its step would fill it."""

from pathlib import Path

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_files import load_file
from homing.domain.steps import EmailStep
from homing.domain.workflow import Workflow

from local.readings import awkward

ROOT = Path(__file__).parents[2]
SHOP = load_shop(ROOT / "shop.yaml")
MAIL = {"subject": "Hello", "preheader": "Hello there", "html": "<html><p>Hello</p></html>", "text": "Hello"}


@pytest.fixture(scope="module")
def catalogues() -> CompiledTemplates:
    return compile_templates(ROOT / "workflows")


def told(catalogues: CompiledTemplates, words: str, **step: object) -> list[str]:
    """What is wrong with a mail of these words at a step like this."""
    workflow = load_file(ROOT / "workflows" / "welcome" / "workflow.yaml")
    first = EmailStep.model_validate({"id": "welcome", "type": "email", **step})
    changed: Workflow = workflow.model_copy(update={"steps": (first, *workflow.steps[1:])})
    mail = {**MAIL, "html": f"<html><p>{words}</p></html>", "text": words}
    templates = CompiledTemplates({"welcome/welcome": mail}, {"en": catalogues.catalogues["en"]})
    shop = SHOP.model_copy(update={"locales": ("en",)})
    return [
        line.partition(": in en, ")[2] for line in awkward(ROOT / "workflows", templates, shop, [changed])
    ]


def test_a_mail_that_speaks_of_percent_at_a_step_that_offers_an_amount_is_found(
    catalogues: CompiledTemplates,
) -> None:
    words = "{% if offer %}{{ offer.percent | percent }} off{% else %}Welcome{% endif %}"

    assert told(catalogues, words, offer={"percent": 10, "valid_for": "24h"}) == []
    (found,) = told(catalogues, words, offer={"amount": 100, "valid_for": "24h"})
    assert found.startswith("for a reader who is known: welcome/welcome in en: TypeError")


def test_a_block_that_the_step_does_not_name_is_found(catalogues: CompiledTemplates) -> None:
    words = "{% if holds('regular') %}Welcome back{% else %}Welcome{% endif %}"
    blocks = {"regular": {"fact": "contact.orders", "at_least": 2}}

    assert told(catalogues, words, blocks=blocks) == []
    (found,) = told(catalogues, words)
    assert "names no block 'regular'; write it under blocks" in found
