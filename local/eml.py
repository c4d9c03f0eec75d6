"""A sent mail as an .eml file."""

from collections.abc import Mapping
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from local.ses import SentEmail


class _Remembered(HeaderRegistry):
    """Headers parsed once: the same few stand in every mail, and are asked for a dozen times a mail."""

    @lru_cache(maxsize=1024)  # noqa: B019 - the one registry lives as long as the process
    def __call__(self, name: str, value: str) -> Any:
        return super().__call__(name, value)

    @lru_cache(maxsize=1024)  # noqa: B019 - it would make the same few classes anew for each header
    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)


class _AsWritten(EmailPolicy):
    """Writes a header of plain ASCII as it is: folding would break its links, and takes long."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """EmailPolicy's own."""
        if value.isascii() and value.isprintable():
            return name, value
        return super().header_store_parse(name, value)


_POLICY = _AsWritten(header_factory=_Remembered(), refold_source="none")


def eml(sent: SentEmail) -> bytes:
    """The mail as a file; the same mail gives the same bytes."""
    message = EmailMessage(policy=_POLICY)
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


def write_files(folder: Path, mails: Mapping[str, SentEmail]) -> None:
    """Write mails under their names."""
    for name, sent in mails.items():
        (folder / name).write_bytes(eml(sent))
