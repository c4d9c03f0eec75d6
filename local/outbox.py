"""The rehearsal's outbox: one .eml a message, and a page to look through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from homing.domain.contact import zone
from homing.domain.walk import email_steps
from homing.domain.workflow import Stage, Workflow
from jinja2 import Environment, FileSystemLoader, select_autoescape

from local.deployment import Deployment
from local.eml import eml
from local.ses import SentEmail

Pictures = Mapping[str, bytes]
"""Files by the addresses at which mails look for them."""

NO_PICTURES: Pictures = MappingProxyType({})
PICTURES_FOLDER = "pictures"


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


def write(account: Deployment, folder: Path, pictures: Pictures = NO_PICTURES) -> None:
    """Every mail of the account as `<number>-<workflow>-<step>.eml`, and `index.html`.

    The previews of `index.html` show `pictures` from files beside it; an .eml stays what was sent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stale in (*folder.glob("*.eml"), *folder.glob(f"{PICTURES_FOLDER}/*")):
        stale.unlink()
    files: dict[str, SentEmail] = {}
    for number, sent in enumerate(account.mailer.sent, start=1):
        name = f"{number:05d}-{sent.tag('workflow')}-{sent.tag('step')}.eml"
        (folder / name).write_bytes(eml(sent))
        files[name] = sent
    places = _save_pictures(folder, pictures)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["html", "jinja"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    workflows = sorted(account.workflows.all(), key=lambda each: list(Stage).index(each.stage))
    page = environment.get_template("outbox.html.jinja").render(
        shop=account.shop,
        rows=[_row(account, sent, name) for name, sent in files.items()],
        chapters=[(each.title, _strips(account, each, files, places)) for each in workflows],
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def _save_pictures(folder: Path, pictures: Pictures) -> Mapping[str, str]:
    """The pictures' own paths, seen from the page, by the `src` that a mail gives them."""
    places: dict[str, str] = {}
    for url, content in pictures.items():
        place = f"{PICTURES_FOLDER}/{urlsplit(url).path.strip('/').replace('/', '-')}"
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_bytes(content)
        places[f'src="{escape(url)}"'] = f'src="{escape(place)}"'
    return places


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
    account: Deployment, workflow: Workflow, files: Mapping[str, SentEmail], places: Mapping[str, str]
) -> Sequence[Strip]:
    """One mail of each step in each language: of those that left, the first with the most pictures."""
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for name, sent in files.items():
        if sent.tag("workflow") == workflow.name:
            shown = sum(sent.email.html.count(src) for src in places)
            kind = (sent.tag("locale"), sent.tag("step"))
            best[kind] = max(best.get(kind, (-1, "")), (shown, name), key=lambda each: each[0])
    strips = []
    for locale in account.shop.locales:
        names = [
            best[locale, step.id][1] for step in email_steps(workflow.steps) if (locale, step.id) in best
        ]
        previews = [_preview(files[name], name, places) for name in names]
        strips.append(Strip(language=_language(locale), locale=locale, previews=previews))
    return [strip for strip in strips if strip.previews]


def _preview(sent: SentEmail, file: str, places: Mapping[str, str]) -> Preview:
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
