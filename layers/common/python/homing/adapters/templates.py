"""Mails and texts from compiled templates: Jinja2 in a sandbox, gettext, formats of the recipient's locale.

MJML was turned into HTML at build time (adapters/mjml.py); this module is what the Lambda layer carries.
"""

import json
from base64 import b64decode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from gettext import GNUTranslations
from io import BytesIO
from typing import Self

from jinja2 import BaseLoader, DictLoader, Environment

from homing.adapters.formats import FILTERS, locale_of
from homing.adapters.plain_text import plain_text
from homing.adapters.subject_lines import Listened, line_of, listening
from homing.adapters.template_context import completed
from homing.adapters.template_sandbox import UNFILLED, Sandbox, fill
from homing.adapters.text_templates import finished
from homing.domain.errors import RenderFailed
from homing.services.ports import RenderedEmail

PARTS = ("subject", "preheader", "html", "text")
SOURCE_LOCALE = "en"  # the language of the templates, and the one that most people read
WRITTEN_AS = {"no": "nb", "nn": "nb"}  # languages read in a sister's catalogue


@dataclass(frozen=True, slots=True)
class CompiledTemplates:
    """What the layer carries, loadable without mrml.

    `mails` is `{"welcome/welcome": {"subject": …, "preheader": …, "html": …, "text": …}}`, all Jinja2
    source; "text" is the part of the HTML that the plain text is read off. `catalogues` holds each locale's
    .mo in base64; `pages` the Jinja2 source of our web pages by file name; `languages` the locales that a
    workflow's mails are written in, all of them if it is not named; `texts` what has no markup, as
    `check_up/sms/tomorrow`; `digest` the weekly digest to colleagues, which adapters/digest_mail.py fills.
    """

    mails: Mapping[str, Mapping[str, str]]
    catalogues: Mapping[str, str]
    pages: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def dump(self) -> str:
        """As JSON; the same templates give the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def of(self, workflows: Collection[str]) -> "CompiledTemplates":
        """Those of the named workflows; pages and catalogues are everybody's."""
        return replace(
            self,
            mails={name: mail for name, mail in self.mails.items() if name.partition("/")[0] in workflows},
            texts={name: text for name, text in self.texts.items() if name.partition("/")[0] in workflows},
        )

    @classmethod
    def load(cls, text: str) -> Self:
        """What `dump` wrote."""
        return cls(**json.loads(text))


class JinjaRenderer:
    """Renders mails and texts; each template is compiled once per locale and kept."""

    def __init__(self, templates: CompiledTemplates, *, default_locale: str) -> None:
        sources = {
            f"{mail}.{part}": mail_parts[part]
            for mail, mail_parts in templates.mails.items()
            for part in PARTS
        } | {f"{name}.txt": source for name, source in templates.texts.items()}
        self._environments = environments(sources, templates.catalogues)
        if default_locale not in self._environments:
            raise RenderFailed(f"no catalogue for the shop's own locale {default_locale}")
        self._default = default_locale
        self._languages = templates.languages
        self._mails = templates.mails.keys()

    def locales(self) -> frozenset[str]:
        """The locales that a catalogue ships for."""
        return frozenset(self._environments)

    def render(self, workflow: str, step: str, locale: str, context: Mapping[str, object]) -> RenderedEmail:
        """Fill one mail in the nearest locale that its workflow is written in; a variant may have its own.

        Raises:
            RenderFailed: no such mail, or its template asks for what is not there or not allowed.
        """
        chosen = self._chosen(workflow, locale)
        mail, own = f"{workflow}/{step}", f"{workflow}/{step}.{context.get('variant')}"
        names = [f"{own if own in self._mails else mail}.{part}" for part in PARTS]
        with listening() as lines:
            [subject] = self._filled(names[:1], chosen, locale, context)
        preheader, html, readable = self._filled(names[1:], chosen, locale, context)
        return RenderedEmail(
            subject=" ".join(subject.split()),
            preheader=" ".join(preheader.split()),
            html=html,
            text=plain_text(readable),
            locale=chosen,
            line=line_of(lines),
        )

    def render_text(
        self, workflow: str, kind: str, step: str, locale: str, context: Mapping[str, object]
    ) -> str:
        """Fill a text without markup; its kind is its folder, and of a note the first line is the subject.

        Raises:
            RenderFailed: no such text, or its template asks for what is not there or not allowed.
        """
        chosen = self._chosen(workflow, locale)
        [text] = self._filled([f"{workflow}/{kind}/{step}.txt"], chosen, locale, context)
        return finished(kind, text)

    def _filled(
        self, names: Sequence[str], chosen: str, asked_for: str, context: Mapping[str, object]
    ) -> list[str]:
        environment, asked, ours = self._environments[chosen], locale_of(asked_for), locale_of(chosen)
        values = completed(context) | {
            "locale": chosen,
            "default_locale": self._default,
            "format_locale": asked if asked and ours and asked.language == ours.language else ours,
        }
        try:
            return [fill(environment.get_template(name), values) for name in names]
        except UNFILLED as error:
            what = names[0].rpartition(".")[0]
            raise RenderFailed(f"{what} in {chosen}: {type(error).__name__}: {error}") from error

    def _chosen(self, workflow: str, locale: str) -> str:
        """The whole mail is in one language: the reader's, else English, else the shop's own, else any."""
        wanted = nearest(locale, self._environments, self._default)
        written = self._languages.get(workflow, tuple(self._environments))
        candidates = (wanted, SOURCE_LOCALE, self._default, *written)
        return next(each for each in candidates if each in written)


def environments(sources: Mapping[str, str], catalogues: Mapping[str, str]) -> dict[str, Environment]:
    """The same sources in the language of each catalogue."""
    return {
        locale: _environment(DictLoader(sources), GNUTranslations(BytesIO(b64decode(catalogue))))
        for locale, catalogue in catalogues.items()
    }


def nearest(locale: str, shipped: Collection[str], default: str) -> str:
    """The shipped locale that a reader of `locale` can read, else the default."""
    tag = locale.replace("-", "_")
    language = tag.split("_")[0].lower()
    candidates = (tag, language, WRITTEN_AS.get(language, language))
    return next((name for name in candidates if name in shipped), default)


def _environment(loader: BaseLoader, catalogue: GNUTranslations) -> Sandbox:
    environment = Sandbox(loader)
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters |= FILTERS
    environment.install_gettext_translations(Listened(catalogue), newstyle=True)  # type: ignore[attr-defined]
    return environment
