"""MJML with Jinja2 inside, compiled to HTML with Jinja2 inside: at build time and on laptops, never in AWS.

The Jinja2 tags step aside while mrml works, so MJML never sees a `<` or a quote of theirs.
"""

import re
from importlib import resources
from pathlib import Path

import mrml

from homing.adapters import catalogues
from homing.adapters.jinja_tags import HiddenTags
from homing.adapters.readable_part import readable_part
from homing.adapters.templates import CompiledTemplates
from homing.adapters.text_templates import compile_texts
from homing.domain.errors import InvalidWorkflow

_INCLUDE = re.compile(r'<mj-include\s+path="([^"]+)"\s*/>')
_COMMENT = re.compile(r"<!--.*?-->\s*|\{#.*?#\}\s*", re.DOTALL)
REQUIRED_IN_FOOTER = ("shop.legal_name", "shop.postal_address", "links.unsubscribe")


def compile_templates(workflows_dir: Path) -> CompiledTemplates:
    """Every mail under `*/emails`, text message, note, page of `_pages` and catalogue under `locales`.

    Raises:
        InvalidWorkflow: a mail is no MJML, or lacks its subject, preheader or a part of the footer; or one
            text has two translations.
    """
    mails = {
        f"{path.parents[1].name}/{path.stem}": _compile_mail(path, workflows_dir)
        for path in sorted(workflows_dir.glob("*/emails/*.mjml"))
    }
    found = catalogues.files(workflows_dir)
    pages = {
        path.name: _COMMENT.sub("", path.read_text("utf-8"))
        for path in sorted(workflows_dir.glob("_pages/*.html"))
    }
    return CompiledTemplates(
        mails,
        catalogues.compiled(found),
        pages,
        catalogues.languages(found),
        compile_texts(workflows_dir),
        digest(),
    )


def digest() -> str:
    """The markup of the weekly digest, which is no workflow's and needs no footer of marketing."""
    tags = HiddenTags()
    template = resources.files("homing.adapters").joinpath("report_sections", "digest", "digest.mjml")
    source = _COMMENT.sub("", template.read_text("utf-8"))
    return tags.show(mrml.to_html(tags.hide(source)).content).strip() + "\n"


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


def _with_includes(source: str, workflows_dir: Path, around: frozenset[Path] = frozenset()) -> str:
    """mrml's own includes take one element a file, and number no Jinja2 tags."""

    def included(match: re.Match[str]) -> str:
        path = (workflows_dir / match[1]).resolve()
        if not path.is_relative_to(workflows_dir.resolve()):
            raise InvalidWorkflow(
                f"{match[1]} is included, but lies outside of {workflows_dir}; move it there"
            )
        if path in around:
            raise InvalidWorkflow(f"{match[1]} includes itself; leave one of the includes out")
        return _with_includes(path.read_text("utf-8"), workflows_dir, around | {path})

    return _INCLUDE.sub(included, source)
