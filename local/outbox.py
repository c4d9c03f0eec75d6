"""The rehearsal's outbox: one .eml a message, and a page to look through them."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from homing.domain.contact import zone
from jinja2 import Environment, FileSystemLoader, select_autoescape

from local.account import Account
from local.ses import SentEmail


def write(account: Account, folder: Path) -> None:
    """Every mail of the account as `<number>-<workflow>-<step>.eml`, and `index.html`."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.eml"):
        stale.unlink()
    rows = []
    for number, sent in enumerate(account.mailer.sent, start=1):
        name = f"{number:05d}-{sent.tag('workflow')}-{sent.tag('step')}.eml"
        (folder / name).write_bytes(eml(sent))
        rows.append(_row(account, sent, name))
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(["html", "jinja"])
    )
    page = environment.get_template("outbox.html.jinja")
    samples = _samples(account.mailer.sent)
    (folder / "index.html").write_text(
        page.render(shop=account.shop, rows=rows, samples=samples), encoding="utf-8"
    )


def eml(sent: SentEmail) -> bytes:
    """The mail as a file; the same mail gives the same bytes."""
    message = EmailMessage()
    message["From"] = sent.email.sender
    message["To"] = sent.email.recipient
    if sent.email.reply_to:
        message["Reply-To"] = sent.email.reply_to
    message["Subject"] = sent.email.subject
    message["Date"] = format_datetime(sent.at)
    message["Message-ID"] = f"<{sent.ses_id}@email.amazonses.com>"
    for name, value in (*sent.email.headers, *((f"X-Tag-{n}", v) for n, v in sent.email.tags)):
        message[name] = value
    message.set_content(sent.email.text)
    message.add_alternative(sent.email.html, subtype="html")
    # EmailMessage would draw a boundary at random.
    message.set_boundary(f"=_{sent.ses_id}")
    return message.as_bytes()


def _row(account: Account, sent: SentEmail, file: str) -> dict[str, str]:
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


def _samples(mails: Sequence[SentEmail]) -> list[dict[str, str]]:
    """The first mail of each step and language, to be looked at side by side."""
    first: dict[tuple[str, str, str], SentEmail] = {}
    for sent in mails:
        first.setdefault((sent.tag("workflow"), sent.tag("step"), sent.tag("locale")), sent)
    return [
        {
            "title": f"{workflow} / {step}",
            "locale": locale,
            "subject": sent.email.subject,
            "html": sent.email.html,
        }
        for (workflow, step, locale), sent in first.items()
    ]
