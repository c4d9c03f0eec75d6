"""Telephone numbers, by Google's rules of numbering (its metadata is 1.2 MB of the layer)."""

from collections.abc import Collection

import phonenumbers


class PhoneNumbers:
    """ports.Phones; `countries` are those that the shop texts."""

    def __init__(self, countries: Collection[str]) -> None:
        self._countries = frozenset(countries)

    def number(self, told: object, country: str | None) -> str | None:
        """A number as E.164, read as one of that country if it names none; None if it may not be texted."""
        if not isinstance(told, str) or not self._countries:
            return None
        try:
            read = phonenumbers.parse(told, country)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_valid_number(read):
            return None
        if phonenumbers.region_code_for_number(read) not in self._countries:
            return None
        return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
