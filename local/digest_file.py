"""The digest that a colleague would get, as a file beside a rehearsal's report."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from homing import bootstrap
from homing.adapters import mjml
from homing.adapters.digest_mail import DigestMail
from homing.services.digest import week_before
from homing.services.ports.reports import WrittenDigest

from local import kept_figures

FILE = "digest.html"


def write(out: Path) -> None:
    """Write the digest of the rehearsal's last seven days, if shop.yaml says that somebody gets one."""
    kept = kept_figures.read(out)
    place = out / FILE
    if not kept.shop.reports.digest:
        place.unlink(missing_ok=True)
        return
    place.write_text(digest(kept, kept.last + timedelta(days=1)).html, encoding="utf-8")


def digest(neighbours: Any, today: date | None = None) -> WrittenDigest:
    """The digest of the seven days before a day, or before today."""
    with bootstrap.lent(neighbours):
        summarize = bootstrap.summarize()
        return DigestMail(neighbours.shop, mjml.digest()).write(
            week_before(summarize, today or summarize.today())
        )
