"""Our web pages: from the same templates and catalogues as the mails, in the reader's own language."""

from collections.abc import Mapping

from jinja2 import TemplateError

from homing.adapters.formats import locale_of
from homing.adapters.templates import CompiledTemplates, environments, nearest
from homing.domain.errors import RenderFailed
from homing.domain.shop import Shop


class PageRenderer:
    """Renders `workflows/_pages/<page>.html` in the nearest locale that there is."""

    def __init__(self, templates: CompiledTemplates, shop: Shop) -> None:
        self._environments = environments(templates.pages, templates.catalogues)
        self._default = shop.default_locale
        self._brand = shop.for_mails()

    def render(self, page: str, locale: str, context: Mapping[str, object]) -> str:
        """One page as HTML.

        Raises:
            RenderFailed: no such page, or it asks for what is not there.
        """
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
        try:
            return self._environments[chosen].get_template(f"{page}.html").render(values).strip()
        except (TemplateError, LookupError, TypeError, ValueError) as error:
            raise RenderFailed(f"page {page} in {chosen}: {type(error).__name__}: {error}") from error
