"""The shop's own words, which mails are filled with."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PositiveInt

from homing.domain.shop_fields import Address, Line, Part, Url, Words


class Link(Part):
    """A page of the shop."""

    title: Words
    url: Url


class LeadMagnet(Link):
    """What people sign up for."""

    text: Words | None = None


class CheckUp(Link):
    """What people come back for, and where they book it."""

    text: Words | None = None


class Story(Part):
    """How the brand came to be."""

    title: Words
    paragraphs: tuple[Words, ...] = Field(min_length=1)
    url: Url | None = None


class Review(Part):
    """What a customer said."""

    text: Words
    author: Line


class Content(Part):
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
    review_url: Url | None = None  # where anybody may review the shop, whatever they answered us
    check_up: CheckUp | None = None
