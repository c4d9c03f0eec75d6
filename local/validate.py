"""`homing validate`: every mistake in workflows, mails and shop.yaml that shows before anything is sent."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from homing.adapters import catalogues, segment_files
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates
from homing.adapters.text_templates import NOTES, SMS
from homing.adapters.workflow_files import FILE_NAME, load, told_at
from homing.adapters.yaml_places import Place
from homing.domain import senders
from homing.domain.errors import HomingError
from homing.domain.shop import Shop
from homing.domain.steps import EmailStep, NotifyStep, SmsStep, Step, WebhookStep
from homing.domain.workflow import Workflow

from local.checks import confirming, every
from local.checks.parts import steps_of
from local.readings import awkward

Found = TypeVar("Found")


def findings(workflows: Path, shop_file: Path, stage: str | None = None) -> list[str]:
    """What is wrong, a line each; empty if everything can be deployed, to a stage as its overlay has it."""
    found: list[str] = []
    loaded = _tried(found, lambda: load(workflows))
    shop = _tried(found, lambda: load_shop(shop_file, stage))
    templates = _tried(found, lambda: compile_templates(workflows))
    _tried(found, lambda: segment_files.load(segment_files.beside(workflows)))
    if loaded and shop is not None:
        found += every.findings(workflows, loaded, shop, segment_names(workflows))
        unasked = confirming.unasked(shop, loaded)
        found += [f"{shop_file}: {unasked}"] if unasked else []
    if loaded and templates is not None:
        found += _missing_mails(workflows, loaded, templates)
    for workflow in loaded or ():
        file = workflows / workflow.name / FILE_NAME
        found += [f"{file}: {each}" for each in (senders.mistakes(workflow, shop) if shop else ())]
    if shop is not None and templates is not None:
        found += _missing_languages(workflows, shop_file, shop, templates)
    if shop is not None and templates is not None and shop.default_locale in templates.catalogues:
        found += awkward(workflows, templates, shop, loaded or ())
    found += _tried(found, lambda: catalogues.untranslated(workflows)) or []
    return found


def segment_names(workflows: Path) -> frozenset[str]:
    """The segments beside a folder of workflows."""
    return frozenset(path.stem for path in segment_files.beside(workflows).glob("*.yaml"))


def _tried(found: list[str], check: Callable[[], Found]) -> Found | None:
    try:
        return check()
    except HomingError as error:
        found.append(str(error))
        return None


def _missing_mails(
    folder: Path, workflows: tuple[Workflow, ...], templates: CompiledTemplates
) -> Iterator[str]:
    for workflow in workflows:
        path = folder / workflow.name / FILE_NAME
        for place, step in steps_of(workflow):
            told = _missing_text(workflow.name, step, templates)
            if told is not None:
                yield told_at(path, place, f"{step.id} {told}")
            yield from _strays(path, place, workflow.name, step, templates)


def _strays(
    path: Path, place: Place, workflow: str, step: Step, templates: CompiledTemplates
) -> Iterator[str]:
    variants = step.variants if isinstance(step, EmailStep) else ()
    for mail in templates.mails:
        name, _, variant = mail.removeprefix(f"{workflow}/{step.id}").rpartition(".")
        if mail == f"{workflow}/{step.id}.{variant}" and not name and variant not in variants:
            told = (
                f"emails/{step.id}.{variant}.mjml is for no variant of {step.id}; name {variant!r} among them"
            )
            yield told_at(path, place, told)


def _missing_text(workflow: str, step: Step, templates: CompiledTemplates) -> str | None:
    match step:
        case EmailStep() if f"{workflow}/{step.id}" not in templates.mails:
            return f"has no mail; write emails/{step.id}.mjml beside the file"
        case SmsStep() if f"{workflow}/{SMS}/{step.id}" not in templates.texts:
            return f"has no text; write {SMS}/{step.id}.txt beside the file"
        case NotifyStep() | WebhookStep(text=True) if f"{workflow}/{NOTES}/{step.id}" not in templates.texts:
            return f"has no text; write {NOTES}/{step.id}.txt beside the file"
        case _:
            return None


def _missing_languages(
    folder: Path, shop_file: Path, shop: Shop, templates: CompiledTemplates
) -> Iterator[str]:
    for locale in shop.locales:
        if locale not in templates.catalogues:
            path = folder / "locales" / locale / "LC_MESSAGES" / "homing.po"
            yield f"{shop_file}: locales: {locale} has no catalogue; write {path}, or leave the language out"
