"""Whose sign-up counts only once it was confirmed from the mailbox: the model in shop.yaml, and the rule."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from pydantic import PositiveInt

from homing.domain.contact import Contact
from homing.domain.shop_fields import Country, Part
from homing.domain.shop_forms import Form
from homing.domain.time import Duration
from homing.domain.zones import country_code_of, language_of, zone_of

AskingSource = Literal["form", "api"]
"""Doors through which anybody may type in anybody's address; Shopify confirms its own."""


class DoubleOptIn(Part):
    """Who is asked by mail to confirm: everybody who signs up by these sources, and in these countries.

    A form that says so itself is right. A link confirms for `expires` after it was asked for; no address gets
    more than `resends` such mails in 24 hours, whatever asks for them.
    """

    sources: tuple[AskingSource, ...] = ()
    countries: tuple[Country, ...] = ()
    expires: Duration = timedelta(days=7)
    resends: PositiveInt = 3

    def asks(self, source: str, contact: Contact, shop_zone: str, form_says: bool | None = None) -> bool:
        """Whether this sign-up has to be confirmed."""
        if form_says is not None:
            return form_says
        return source in self.sources or self._here(contact, shop_zone)

    def somewhere(self, forms: Mapping[str, Form]) -> bool:
        """Whether anybody is asked at all."""
        return bool(self.sources or self.countries or any(each.double_opt_in for each in forms.values()))

    def _here(self, contact: Contact, shop_zone: str) -> bool:
        """Whether they live where everybody is asked, as far as anything tells.

        A form seldom asks for an address. To ask one too many costs little, so one hint is enough; without
        any, they live where the shop does.
        """
        if contact.country is not None:
            return contact.country in self.countries
        zone = contact.get("timezone")
        languages = [str(contact.get(name) or "") for name in ("locale", "browsing_locale")]
        if zone is None and not any(languages):
            zone = shop_zone
        return any(
            any(_spoken_in(country, language) for language in languages)
            or (zone is not None and _zone(country) == zone)
            for country in self.countries
        )


def _spoken_in(country: str, wish: str) -> bool:
    """Whether a wish such as `de-AT` points to the country, as `de` does to every country that speaks it."""
    language, _, region = wish.replace("_", "-").partition("-")
    named = country_code_of(region)
    return named == country if named else language.lower() == language_of(country)


def _zone(country: str) -> str | None:
    found = zone_of(country)
    return found.name if found else None
