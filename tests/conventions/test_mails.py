"""What a workflow promises to send is there, in every language that ships."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.walk import email_steps

from tests.conventions.tree import ROOT
from tools.catalogue import extract

WORKFLOWS = ROOT / "workflows"
LOCALES = sorted(path.parents[1].name for path in WORKFLOWS.glob("locales/*/LC_MESSAGES/homing.po"))
MAILS = sorted(
    f"{workflow.name}/emails/{step.id}.mjml"
    for workflow in load(WORKFLOWS)
    for step in email_steps(workflow.steps)
)


def test_every_email_step_has_its_mail_and_every_mail_its_step() -> None:
    written = sorted(str(path.relative_to(WORKFLOWS)) for path in WORKFLOWS.glob("*/emails/*.mjml"))

    assert written == MAILS


def test_every_folder_of_workflows_is_a_workflow_or_is_shared() -> None:
    shared = {"_layout", "_pages", "locales"}
    folders = {path.name for path in WORKFLOWS.iterdir() if path.is_dir()} - shared

    assert folders == {workflow.name for workflow in load(WORKFLOWS)}


def test_the_shop_writes_only_in_languages_that_ship() -> None:
    assert set(load_shop(ROOT / "shop.yaml").locales) <= set(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mail", MAILS)
def test_every_mail_exists_in_every_language(mail: str, locale: str) -> None:
    texts = [message for message in extract() if any(place == mail for place, _ in message.locations)]
    with Path(WORKFLOWS, "locales", locale, "LC_MESSAGES", "homing.po").open("rb") as file:
        catalogue = read_po(file, locale=locale)
    known = [catalogue.get(message.id, message.context) for message in texts]

    assert texts
    assert [str(text.id) for text, said in zip(texts, known, strict=True) if not (said and said.string)] == []
