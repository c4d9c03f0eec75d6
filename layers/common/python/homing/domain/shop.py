"""Whose shop this is: the model of shop.yaml, everything that belongs to the shop and is no secret."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from homing.domain.cap_rules import CapRules
from homing.domain.colours import Colours
from homing.domain.consent_rules import ConsentRules
from homing.domain.open_tracking import Tracking
from homing.domain.quiet_hours import QuietHours
from homing.domain.shop_content import Content
from homing.domain.shop_fields import (
    Address,
    Domain,
    Line,
    Part,
    Url,
    Words,
    mailbox,
    zone_name,
)
from homing.domain.shop_forms import FieldName as FormName
from homing.domain.shop_forms import Form, Resource
from homing.domain.shop_reports import ReportRules
from homing.domain.step_parts import Name
from homing.domain.touch import Attribution

ColleagueId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")]


class TextRules(Part):
    """Who sends the shop's text messages, and to which countries."""

    origination: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_:/+-]{1,256}$")]
    countries: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...] = Field(min_length=1)


class Colleague(Part):
    """Somebody of the shop whom a mail may come from or be handed to."""

    name: Line
    title: Words
    email: Address | None = None  # without one they are told by the topic of notices alone


class NoticeRules(Part):
    """What the topic of notices tells beside the workflow and the contact's id."""

    story: bool = False


TraitKind = Literal["text", "number", "yes_or_no", "time", "texts"]
"""What a trait's values are, so that conditions compare what can be compared."""


class Shop(Part):
    """One deployment's shop."""

    name: Line
    legal_name: Line
    postal_address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    domain: Domain
    url: Url
    sender: Annotated[Line, AfterValidator(mailbox)]
    reply_to: Address
    links_domain: Domain
    trusted_domains: tuple[Domain, ...] = ()  # others' that an event's links may lead to
    shopify_domain: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*\.myshopify\.com$")]
    logo_url: Url | None = None
    colours: Colours
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    zone: Annotated[str, AfterValidator(zone_name)]
    locales: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")], ...] = Field(
        min_length=1
    )
    consent: ConsentRules = ConsentRules()
    tracking: Tracking = Tracking()
    quiet_hours: QuietHours = QuietHours()
    caps: CapRules = CapRules()
    attribution: Attribution = Attribution()
    send_rate: Annotated[float, Field(gt=0)] | None = None  # mails a second; None: what the account may
    colleagues: dict[ColleagueId, Colleague] = Field(default_factory=dict)  # the first is whoever is meant
    notices: NoticeRules = NoticeRules()
    reports: ReportRules = ReportRules()
    traits: dict[Name, TraitKind] = Field(default_factory=dict)  # the shop's own, of its contacts
    forms: dict[FormName, Form] = Field(default_factory=dict)  # on the shop's pages
    resources: dict[Name, Resource] = Field(default_factory=dict)  # what forms are exchanged for
    sms: TextRules | None = None  # without it no text message leaves
    content: Content = Content()

    @model_validator(mode="after")
    def _caps_of_known_topics(self) -> Self:
        unknown = sorted(set(self.caps.topics) - set(self.consent.topics))
        if unknown:
            known = ", ".join(self.consent.topics) or "none yet"
            raise ValueError(
                f"caps.topics.{unknown[0]}: no such topic under consent.topics; there are {known}"
            )
        return self

    @model_validator(mode="after")
    def _digest_reaches_people(self) -> Self:
        for name in self.reports.digest:
            if name not in self.colleagues or self.colleagues[name].email is None:
                raise ValueError(
                    f"reports.digest: {name!r} has no email; write one under colleagues, or leave them out"
                )
        return self

    @property
    def default_locale(self) -> str:
        """The language for whoever has none."""
        return self.locales[0]

    @property
    def own_domains(self) -> tuple[str, ...]:
        """Where a link in a mail may lead that an event told of."""
        return (self.domain, self.shopify_domain, *self.trusted_domains)

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
