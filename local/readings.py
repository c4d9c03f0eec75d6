"""Every mail and text read by readers known and unknown, in each language that it is written in."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.adapters.text_templates import SMS
from homing.domain.errors import RenderFailed
from homing.domain.shop import Shop
from homing.domain.steps import EmailStep
from homing.domain.text_message import IN_GSM_7, IN_UCS_2, fits
from homing.domain.walk import email_steps
from homing.domain.workflow import Workflow

from local.awkward_passages import awkward_passages
from local.sample_readers import READERS


class Readings:
    """The mails and texts of one folder of workflows, as a shop's readers would get them."""

    def __init__(self, templates: CompiledTemplates, shop: Shop) -> None:
        self._templates = templates
        self._renderer = JinjaRenderer(templates, default_locale=shop.default_locale)

    def written(self) -> list[tuple[str, str]]:
        """The name of every mail and text, with each locale that it is written in."""
        languages, all_of_them = self._templates.languages, sorted(self._renderer.locales())
        return [
            (name, locale)
            for name in sorted([*self._templates.mails, *self._templates.texts])
            for locale in languages.get(name.partition("/")[0], all_of_them)
        ]

    def parts(self, name: str, locale: str, context: Mapping[str, Any]) -> list[str]:
        """What a reader sees of it: of a mail the subject, the preheader, the text and the HTML.

        Raises:
            RenderFailed: it asks for what is not there.
        """
        match name.split("/"):
            case [workflow, step]:
                mail = self._renderer.render(workflow, step, locale, context)
                return [mail.subject, mail.preheader, mail.text, mail.html]
            case [workflow, kind, step]:
                return [self._renderer.render_text(workflow, kind, step, locale, context)]
        raise RenderFailed(f"{name} is neither a mail nor a text")

    def faults(self, name: str, locale: str, context: Mapping[str, Any]) -> list[str]:
        """What such a reader would stumble over in it."""
        try:
            parts = self.parts(name, locale, context)
        except RenderFailed as error:
            return [str(error)]
        empty = [] if all(part.strip() for part in parts) else ["a subject, preheader or text is empty"]
        return [
            *empty,
            *_too_long(name, parts),
            *(found for part in parts for found in awkward_passages(part)),
        ]


def awkward(
    workflows: Path, templates: CompiledTemplates, shop: Shop, loaded: Sequence[Workflow] = ()
) -> Iterator[str]:
    """Each mail and text that somebody would stumble over, a line for each fault.

    What a step of a `loaded` workflow offers, and which blocks it names, its mail is tried with.
    """
    readings, seen = Readings(templates, shop), set[tuple[str, str]]()
    steps = {f"{each.name}/{step.id}": step for each in loaded for step in email_steps(each.steps)}
    for name, locale in readings.written():
        for reader, context in READERS.items():
            step = steps.get(name.partition(".")[0])
            for variant in step.variants if step is not None and step.variants else (None,):
                known = {**_at_step(context(shop), step), "variant": variant}
                for fault in readings.faults(name, locale, known):
                    if (name, fault) in seen:
                        continue
                    seen.add((name, fault))
                    yield f"{file_of(workflows, name)}: in {locale}, for a reader who is {reader}: {fault}"


def _at_step(context: Mapping[str, Any], step: EmailStep | None) -> Mapping[str, Any]:
    """The context as the step fills it: its own kind of offer, and of blocks only those it names."""
    if step is None:
        return context
    offer = context["offer"]
    if offer is not None and step.offer is not None:
        offer = offer | step.offer.model_dump(include={"percent", "amount", "free_shipping"})

    def holds(block: str) -> bool:
        if block not in step.blocks:
            raise LookupError(f"the step names no block {block!r}; write it under blocks")
        return offer is not None

    return {**context, "offer": offer, "holds": holds}


def file_of(workflows: Path, name: str) -> Path:
    """Where a mail or text is written."""
    workflow, *kind, step = name.split("/")
    return workflows / workflow / (f"{kind[0]}/{step}.txt" if kind else f"emails/{step}.mjml")


def _too_long(name: str, parts: list[str]) -> Iterator[str]:
    if f"/{SMS}/" in name and not fits(parts[0]):
        yield (
            f"{len(parts[0])} signs are more than one text message holds "
            f"({IN_GSM_7} plain ones, {IN_UCS_2} with any other among them): {parts[0]!r}"
        )
