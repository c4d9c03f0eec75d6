"""The page over the outbox: each workflow's mails in each language to look at, and every mail by its time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from homing.domain.contact import zone
from homing.domain.walk import email_steps
from homing.domain.workflow import Stage, Workflow
from jinja2 import Environment, FileSystemLoader, select_autoescape

from local.deployment import Deployment
from local.ses import SentEmail

Kind = tuple[str, str, str]
"""Workflow, locale and step of a mail."""

Best = Mapping[Kind, tuple[str, SentEmail]]
"""Of each kind the mail that is shown, and its file: of those that left, the first with the most pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One mail, to be looked at."""

    file: str
    step: str
    subject: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A workflow's mails in one language, in the order in which they are sent."""

    language: str
    locale: str
    previews: Sequence[Preview]


def render(
    account: Deployment, envelopes: Mapping[str, SentEmail], best: Best, places: Mapping[str, str]
) -> str:
    """The page over mails by their files; `places` says where a preview finds what it shows."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["html", "jinja"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    workflows = sorted(account.workflows.all(), key=lambda each: list(Stage).index(each.stage))
    return environment.get_template("outbox.html.jinja").render(
        shop=account.shop,
        rows=[_row(account, sent, name) for name, sent in envelopes.items()],
        chapters=[(each.title, _strips(account, each, best, places)) for each in workflows],
    )


def _row(account: Deployment, sent: SentEmail, file: str) -> dict[str, str]:
    contact_id = account.tables.aliases.get(f"email#{sent.email.recipient}", "")
    contact = account.tables.contacts.get(contact_id)
    lives_in = zone(contact, account.shop.zone).name if contact else account.shop.zone
    local = sent.at.astimezone(ZoneInfo(lives_in))
    return {
        "file": file,
        "local": local.strftime("%a %d %b %Y %H:%M"),
        "zone": lives_in,
        "recipient": sent.email.recipient,
        "subject": sent.email.subject,
        "mail": f"{sent.tag('workflow')} / {sent.tag('step')}",
        "locale": sent.tag("locale"),
    }


def _strips(
    account: Deployment, workflow: Workflow, best: Best, places: Mapping[str, str]
) -> Sequence[Strip]:
    strips = []
    for locale in account.shop.locales:
        kinds = [(workflow.name, locale, step.id) for step in email_steps(workflow.steps)]
        previews = [_preview(*best[kind], places) for kind in kinds if kind in best]
        strips.append(Strip(language=_language(locale), locale=locale, previews=previews))
    return [strip for strip in strips if strip.previews]


def _preview(file: str, sent: SentEmail, places: Mapping[str, str]) -> Preview:
    html = sent.email.html
    for src, place in places.items():
        html = html.replace(src, place)
    step = sent.tag("step").replace("_", " ").capitalize()
    return Preview(file=file, step=step, subject=sent.email.subject, html=html)


def _language(locale: str) -> str:
    try:
        return Locale.parse(locale).english_name or locale
    except (UnknownLocaleError, ValueError):
        return locale
