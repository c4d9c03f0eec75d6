"""Our web pages: from the same templates and catalogues as the mails, in the reader's own language."""

from collections.abc import Mapping
from html import unescape

from homing.adapters.formats import locale_of
from homing.adapters.template_sandbox import UNFILLED, fill
from homing.adapters.templates import CompiledTemplates, environments, nearest
from homing.domain.errors import RenderFailed
from homing.domain.preferences import TOPIC
from homing.domain.shop import Shop

WORDINGS = "wordings"
"""What the boxes on the preference page say, a template that is no page of its own."""


class PageRenderer:
    """Renders `workflows/_pages/<page>.html` in the nearest locale that there is."""

    def __init__(self, templates: CompiledTemplates, shop: Shop) -> None:
        self._environments = environments(templates.pages, templates.catalogues)
        self._default = shop.default_locale
        self._brand = shop.for_mails()
        self._topics = shop.consent.topics

    def render(self, page: str, locale: str, context: Mapping[str, object]) -> str:
        """One page as HTML.

        Raises:
            RenderFailed: no such page, or it asks for what is not there.
        """
        try:
            return self._filled(page, locale, context).strip()
        except UNFILLED as error:
            raise RenderFailed(f"page {page} in {locale}: {type(error).__name__}: {error}") from error

    def wording(self, field: str, locale: str) -> str:
        """What a box on the preference page says, as the page itself says it."""
        topics = {f"{TOPIC}{name}": topic.title for name, topic in self._topics.items()}
        told = self._filled(WORDINGS, locale, {"field": field, "title": topics.get(field)})
        return " ".join(unescape(told).split())

    def _filled(self, page: str, locale: str, context: Mapping[str, object]) -> str:
        chosen = nearest(locale, self._environments, self._default)
        asked, ours = locale_of(locale), locale_of(chosen)
        values = {
            "zone": self._brand["shop"]["zone"],
            **self._brand,
            **context,
            "locale": chosen,
            "default_locale": self._default,
            "format_locale": asked if asked and ours and asked.language == ours.language else ours,
        }
        return fill(self._environments[chosen].get_template(f"{page}.html"), values)
