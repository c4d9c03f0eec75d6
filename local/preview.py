"""`homing preview`: one mail or text as one reader would get it, written as files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from homing.adapters.discounts import DerivedDiscounts, code_prefix
from homing.adapters.links import SignedLinks
from homing.adapters.mjml import compile_templates
from homing.adapters.resource_links import SignedResources
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_files import FILE_NAME, load_file
from homing.domain.contact import zone
from homing.domain.errors import InvalidWorkflow
from homing.domain.message import MessageId
from homing.domain.rules import Rules
from homing.domain.senders import Senders
from homing.domain.shop import Shop
from homing.domain.steps import EmailStep
from homing.domain.walk import find
from homing.domain.workflow import Workflow
from homing.services.content import Content, NothingToSay
from homing.services.giveaways import Giveaways
from homing.services.wares import Wares

from local.clock import VirtualClock
from local.preview_reader import PreviewReader, Shelf
from local.readings import Readings
from local.sample_readers import known, unknown


def preview(
    workflow: Annotated[str, typer.Argument(help="Which workflow.")],
    step: Annotated[str, typer.Argument(help="Which of its mails or texts.")],
    *,
    contact: Annotated[
        Path | None,
        typer.Option(help="What is known of the reader: YAML or JSON. Without it, one of whom all is known."),
    ] = None,
    locale: Annotated[str | None, typer.Option(help="The language; without it, the shop's own.")] = None,
    variant: Annotated[
        str | None, typer.Option(help="Which of the mail's variants; without it, the first.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to write it.")] = Path("out/preview"),
    workflows: Annotated[Path, typer.Option(help="The folder that holds the workflows.")] = Path("workflows"),
    shop: Annotated[Path, typer.Option(help="Whose shop it is.")] = Path("shop.yaml"),
) -> None:
    """Write a mail as HTML and text, or a text, as one reader would get it."""
    shop_, templates = load_shop(shop), compile_templates(workflows)
    name = _name(workflow, step, templates)
    language = locale or shop_.default_locale
    context = known(shop_)
    if contact is not None:
        reader = PreviewReader.read(contact)
        context = gathered(reader, _workflow(workflows, workflow, step), step, shop_, language)
    parts = Readings(templates, shop_).parts(name, language, {**context, "variant": variant})
    called = f"{workflow}-{step}-{variant}" if variant else f"{workflow}-{step}"
    for path in _write(out, f"{called}-{language}", parts):
        typer.echo(f"Written to {path}")


def gathered(
    reader: PreviewReader, workflow: Workflow, step_id: str, shop: Shop, locale: str
) -> dict[str, Any]:
    """What the mail of a reader is filled with, by the same code that fills it when it is sent.

    Raises:
        InvalidWorkflow: the mail is about a cart, and the reader has none.
    """
    found = find(workflow.steps, step_id)
    step = found if isinstance(found, EmailStep) else EmailStep(id=step_id, type="email")
    rules = Rules(zone=shop.zone, locales=shop.locales)
    case = reader.case(workflow, step, rules)
    content = Content(
        wares=Wares(catalogue=Shelf(reader), shop_url=shop.url, currency=shop.currency),
        discounts=DerivedDiscounts(b"preview", code_prefix(shop.name)),
        links=SignedLinks(f"https://{shop.links_domain}", lambda: ["preview"]),
        brand=shop.for_mails(),
        colleagues={name: each.model_dump() for name, each in shop.colleagues.items()},
        domains=shop.own_domains,
        trap_link=shop.tracking.trap_link,
        giveaways=Giveaways(
            resources=shop.resources,
            links=SignedResources(f"https://{shop.links_domain}", lambda: ["preview"]),
            clock=VirtualClock(reader.now),
        ),
    )
    try:
        context = content.gather(
            case,
            MessageId(enrollment=case.enrollment.id, step=step_id),
            locale=locale,
            zone=zone(case.contact, shop.zone).name,
            now=reader.now,
            colleague=Senders.of_shop(shop).of(workflow, step).colleague,
        )
    except NothingToSay as error:
        raise InvalidWorkflow(
            f"{workflow.name}/{step_id} is about a cart; give the reader one: cart: {{items: [{{title: …}}]}}"
        ) from error
    return {**unknown(shop), **context, **_offered(reader)}


def _offered(reader: PreviewReader) -> Mapping[str, Any]:
    given = reader.offer
    if given is None:
        return {}
    offer = given.model_dump(exclude={"valid_for"}) | {"expires_at": reader.now + given.valid_for}
    return {"offer": offer}


def _name(workflow: str, step: str, templates: CompiledTemplates) -> str:
    written = [*templates.mails, *templates.texts]
    ours = [name for name in written if name.split("/")[0] == workflow]
    chosen = next((name for name in ours if name.split("/")[-1] == step), None)
    if chosen is not None:
        return chosen
    if not ours:
        there = ", ".join(sorted({name.split("/")[0] for name in written}))
        raise InvalidWorkflow(f"there is no mail of a workflow {workflow!r}; there are: {there}")
    steps = ", ".join(name.split("/")[-1] for name in ours)
    raise InvalidWorkflow(f"{workflow} has no mail or text {step!r}; it has: {steps}")


def _workflow(folder: Path, name: str, step: str) -> Workflow:
    """The workflow, or, where only its mails are written yet, one that sends this mail."""
    path = folder / name / FILE_NAME
    if path.exists():
        return load_file(path)
    return Workflow.model_validate(
        {
            "name": name,
            "title": name,
            "status": "draft",
            "stage": "during",
            "trigger": {"type": "event", "event": "Previewed"},
            "steps": [{"id": step, "type": "email"}],
        }
    )


def _write(out: Path, stem: str, parts: list[str]) -> list[Path]:
    """The files of a mail (subject, preheader, text, HTML) or of a text."""
    out.mkdir(parents=True, exist_ok=True)
    match parts:
        case [subject, preheader, text, html]:
            files = {".html": html, ".txt": f"{subject}\n{preheader}\n\n{text}"}
        case _:
            files = {".txt": f"{parts[0]}\n"}
    for ending, content in files.items():
        (out / f"{stem}{ending}").write_text(content, encoding="utf-8")
    return [out / f"{stem}{ending}" for ending in files]
