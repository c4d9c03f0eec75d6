"""MJML with Jinja2 inside, compiled to HTML with Jinja2 inside: at build time and on laptops, never in AWS.

The Jinja2 tags step aside while mrml works, so MJML never sees a `<` or a quote of theirs.
"""

import re
from base64 import b64encode
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import mrml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from homing.adapters.jinja_tags import HiddenTags
from homing.adapters.readable_part import readable_part
from homing.adapters.templates import CompiledTemplates
from homing.domain.errors import InvalidWorkflow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INCLUDE = re.compile(r'<mj-include\s+path="([^"]+)"\s*/>')
_COMMENT = re.compile(r"<!--.*?-->\s*|\{#.*?#\}\s*", re.DOTALL)
REQUIRED_IN_FOOTER = ("shop.legal_name", "shop.postal_address", "links.unsubscribe")


def compile_templates(workflows_dir: Path) -> CompiledTemplates:
    """Every mail under `*/emails`, every page of `_pages` and every catalogue under `locales`.

    Raises:
        InvalidWorkflow: a mail is no MJML, or lacks its subject, preheader or a part of the footer.
    """
    mails = {
        f"{path.parents[1].name}/{path.stem}": _compile_mail(path, workflows_dir)
        for path in sorted(workflows_dir.glob("*/emails/*.mjml"))
    }
    catalogues = {
        path.parents[1].name: _compile_catalogue(path)
        for path in sorted(workflows_dir.glob("locales/*/LC_MESSAGES/homing.po"))
    }
    pages = {
        path.name: _COMMENT.sub("", path.read_text("utf-8"))
        for path in sorted(workflows_dir.glob("_pages/*.html"))
    }
    return CompiledTemplates(mails, catalogues, pages)


def _compile_mail(path: Path, workflows_dir: Path) -> dict[str, str]:
    tags = HiddenTags()
    try:
        source = _COMMENT.sub("", _with_includes(path.read_text("utf-8"), workflows_dir))
        output = mrml.to_html(tags.hide(source))
    except OSError as error:
        raise InvalidWorkflow(f"{path}: {error}") from error
    # SES documents the attribute without a value.
    html = tags.show(output.content).strip().replace('ses:no-track=""', "ses:no-track")
    missing = [name for name in REQUIRED_IN_FOOTER if name not in html]
    if not output.title or not output.preview or missing:
        wanted = ", ".join(
            [*missing, *(["mj-title and mj-preview"] if not output.title or not output.preview else [])]
        )
        raise InvalidWorkflow(f"{path}: a mail needs {wanted}")
    return {
        "subject": tags.show(output.title).strip(),
        "preheader": tags.show(output.preview).strip(),
        "html": html,
        "text": readable_part(html),
    }


def _with_includes(source: str, workflows_dir: Path) -> str:
    """mrml's own includes take one element a file, and number no Jinja2 tags."""
    return _INCLUDE.sub(
        lambda match: _with_includes((workflows_dir / match[1]).read_text("utf-8"), workflows_dir), source
    )


def _compile_catalogue(path: Path) -> str:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parents[1].name)
    # Babel would write today's date, and the same catalogue would give other bytes.
    catalogue.creation_date = EPOCH
    out = BytesIO()
    write_mo(out, catalogue)
    return b64encode(out.getvalue()).decode("ascii")
