"""Renders every mail and text for each sample reader, in each of its languages, and tells what reads badly."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.domain.errors import RenderFailed
from homing.domain.shop import Shop
from homing.domain.walk import email_steps
from homing.domain.workflow import Workflow

from local.awkward_passages import awkward_passages
from local.sample_readers import READERS

Blocks = Mapping[str, frozenset[str]]
"""The names of the conditions that each mail may ask for."""


def badly_read(
    folder: Path, templates: CompiledTemplates, shop: Shop, workflows: Sequence[Workflow]
) -> Iterator[str]:
    """A line for each passage that a reader would stumble over, or that cannot be rendered at all."""
    renderer = JinjaRenderer(templates, default_locale=shop.default_locale)
    blocks: Blocks = {
        f"{workflow.name}/{step.id}": frozenset(step.blocks)
        for workflow in workflows
        for step in email_steps(workflow.steps)
    }
    for name in sorted([*templates.mails, *templates.texts]):
        told: set[str] = set()
        for locale in templates.languages.get(name.split("/")[0], sorted(renderer.locales())):
            for reader, fill in READERS.items():
                context = fill(shop) | {"holds": _Blocks(blocks.get(name), holds=reader == "known")}
                for found in _found(renderer, name, locale, context):
                    # What is wrong for everybody is told once.
                    if found not in told:
                        told.add(found)
                        yield f"{folder / _file(name)}: in {locale}, for a reader who is {reader}: {found}"


def _found(renderer: JinjaRenderer, name: str, locale: str, context: Mapping[str, Any]) -> Iterator[str]:
    try:
        parts = _rendered(renderer, name, locale, context)
    except RenderFailed as error:
        yield str(error)
        return
    for part, text in parts.items():
        if not text.strip():
            yield f"the {part} is empty"
        yield from awkward_passages(text)


def _rendered(
    renderer: JinjaRenderer, name: str, locale: str, context: Mapping[str, Any]
) -> Mapping[str, str]:
    if name.count("/") == 2:
        workflow, kind, step = name.split("/")
        return {"text": renderer.render_text(workflow, kind, step, locale, context)}
    workflow, step = name.split("/")
    mail = renderer.render(workflow, step, locale, context)
    return {"subject": mail.subject, "preview": mail.preheader, "mail": mail.html}


def _file(name: str) -> str:
    workflow, *kind, step = name.split("/")
    return f"{workflow}/{kind[0]}/{step}.txt" if kind else f"{workflow}/emails/{step}.mjml"


class _Blocks:
    """Stands in for the judge of a mail's blocks: each of them holds or none does."""

    def __init__(self, names: frozenset[str] | None, *, holds: bool) -> None:
        self._names = names
        self._holds = holds

    def __call__(self, name: str) -> bool:
        if self._names is not None and name not in self._names:
            raise LookupError(f"the step names no block {name!r}; write it under blocks")
        return self._holds
