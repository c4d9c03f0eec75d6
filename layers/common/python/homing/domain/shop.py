"""Whose shop this is: the model of shop.yaml, everything that belongs to the shop and is no secret."""

import re
from datetime import time
from decimal import Decimal
from email.utils import parseaddr
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PositiveInt,
    StringConstraints,
    model_validator,
)

from homing.domain.colours import Colours

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Oslo") from error
    return name


def _mailbox(text: str) -> str:
    name, address = parseaddr(text)
    if not name or not ADDRESS.fullmatch(address):
        raise ValueError("write a mailbox: Name <address@domain>")
    return text


def _quiet_time(text: str) -> str:
    time.fromisoformat(text)
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]+$")]
Domain = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Address = Annotated[str, StringConstraints(pattern=rf"^{ADDRESS.pattern}$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$"), AfterValidator(_quiet_time)]
Words = str | Annotated[dict[str, str], Field(min_length=1)]  # one text for all, or one for each language


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class Opens(StrEnum):
    """Whose mails carry the pixel that tells of an open."""

    ALL = "all"
    CONSENTED = "consented"
    OFF = "off"


class ConsentRules(_Part):
    """Where the law lets a shop write to its customers without a tick."""

    soft_opt_in: tuple[Country, ...] = ()


class Tracking(_Part):
    """Open tracking, and where it differs."""

    opens: Opens = Opens.ALL
    by_country: dict[Country, Opens] = {}

    def opens_in(self, country: str | None) -> Opens:
        """The rule for a contact of this country."""
        return self.by_country.get(country or "", self.opens)


class QuietHours(_Part):
    """The hours in which marketing does not leave, where the recipient is."""

    from_: ClockTime = Field("21:00", alias="from")
    until: ClockTime = "08:00"

    @model_validator(mode="after")
    def _cross_midnight(self) -> "QuietHours":
        if self.until >= self.from_:
            raise ValueError('quiet hours cross midnight: write from: "21:00", until: "08:00"')
        return self


class CapRules(_Part):
    """How many marketing mails one person may get."""

    per_day: PositiveInt = 2
    per_week: PositiveInt = 6


class Attribution(_Part):
    """How long a click earns a mail the order that follows."""

    click_days: PositiveInt = 5


class Link(_Part):
    """A page of the shop."""

    title: Words
    url: Url


class LeadMagnet(Link):
    """What people sign up for."""

    text: Words | None = None


class Story(_Part):
    """How the brand came to be."""

    title: Words
    paragraphs: tuple[Words, ...] = Field(min_length=1)
    url: Url | None = None


class Review(_Part):
    """What a customer said."""

    text: Words
    author: Line


class Content(_Part):
    """The shop's own words; mails leave out what is not given."""

    how_often: Words | None = None
    lead_magnet: LeadMagnet | None = None
    story: Story | None = None
    posts: tuple[Link, ...] = ()
    how_to: tuple[Link, ...] = ()
    reviews: tuple[Review, ...] = ()
    returns_days: PositiveInt | None = None
    shipping_price: Annotated[Decimal, Field(gt=0)] | None = None
    free_shipping_over: Annotated[Decimal, Field(gt=0)] | None = None
    support_email: Address | None = None


class Shop(_Part):
    """One deployment's shop."""

    name: Line
    legal_name: Line
    postal_address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    domain: Domain
    url: Url
    sender: Annotated[Line, AfterValidator(_mailbox)]
    reply_to: Address
    links_domain: Domain
    shopify_domain: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*\.myshopify\.com$")]
    logo_url: Url | None = None
    colours: Colours
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    zone: Annotated[str, AfterValidator(_zone)]
    locales: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")], ...] = Field(
        min_length=1
    )
    consent: ConsentRules = ConsentRules()
    tracking: Tracking = Tracking()
    quiet_hours: QuietHours = QuietHours()
    caps: CapRules = CapRules()
    attribution: Attribution = Attribution()
    send_rate: Annotated[float, Field(gt=0)] | None = None  # mails a second; None: what the account may
    content: Content = Content()

    @property
    def default_locale(self) -> str:
        """The language for whoever has none."""
        return self.locales[0]

    def for_mails(self) -> dict[str, Any]:
        """The keys `shop` and `content` of a mail's context."""
        names = {
            "name",
            "legal_name",
            "postal_address",
            "domain",
            "url",
            "reply_to",
            "logo_url",
            "colours",
            "zone",
            "currency",
        }
        return {"shop": self.model_dump(include=names), "content": self.content.model_dump()}
