"""The shop's own words, which mails are filled with."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PositiveInt

from homing.domain.season import Season
from homing.domain.shop_fields import Address, Line, Part, Url, Words


class Link(Part):
    """A page of the shop."""

    title: Words
    url: Url


class Page(Link):
    """A page of the shop and what is good about it."""

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


class Feature(Page):
    """Something that the shop or its product can do, and how to use it; events call it by its name."""

    name: Line
    steps: tuple[Words, ...] = Field(min_length=1)


class Idea(Part):
    """A way to use what the shop sells, in one season or in all."""

    title: Words
    text: Words
    season: Season | None = None


class Question(Part):
    """What people ask, and the answer."""

    question: Words
    answer: Words


class Content(Part):
    """The shop's own words; mails leave out what is not given."""

    how_often: Words | None = None
    lead_magnet: Page | None = None
    story: Story | None = None
    posts: tuple[Link, ...] = ()
    how_to: tuple[Link, ...] = ()
    reviews: tuple[Review, ...] = ()
    related: Page | None = None
    video: Page | None = None
    talk: Page | None = None
    demo: Page | None = None
    download: Link | None = None
    features: tuple[Feature, ...] = ()
    tips: tuple[Page, ...] = ()
    ideas: tuple[Idea, ...] = ()
    case_studies: tuple[Page, ...] = ()
    questions: tuple[Question, ...] = ()
    news: tuple[Page, ...] = ()
    returns_days: PositiveInt | None = None
    shipping_price: Annotated[Decimal, Field(gt=0)] | None = None
    free_shipping_over: Annotated[Decimal, Field(gt=0)] | None = None
    support_email: Address | None = None
    review_url: Url | None = None  # where anybody may review the shop, whatever they answered us
    check_up: CheckUp | None = None
