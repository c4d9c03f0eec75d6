"""Forms on the shop's pages, and what they give away."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from homing.domain.events import EventName
from homing.domain.shop_fields import Line, Part, Url, Words

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class FormConsent(Part):
    """What somebody agrees to who ticks the box named `consent`; another wording is another version."""

    wording: Words
    version: Line


class Form(Part):
    """A form: the event that it tells, its fields beside the person's own, and where it leads.

    `tells` are properties that the event always has, such as `resource: wool_guide`. `double_opt_in` says
    whether a tick in it has to be confirmed by mail, where that is otherwise than in the rest of the shop.
    """

    event: Line = EventName.FORM_SUBMITTED.value
    fields: tuple[FieldName, ...] = ()
    tells: dict[FieldName, str | int | bool] = Field(default_factory=dict)
    consent: FormConsent | None = None
    double_opt_in: bool | None = None
    redirect: Url | None = None

    def properties(self, name: str, given: dict[str, str]) -> dict[str, Any]:
        """What the event of this form says: its own words, then what was filled in."""
        filled = {field: given[field] for field in self.fields if given.get(field)}
        return {**filled, "form": name, **self.tells}


class Resource(Part):
    """Something to read or watch that a form is exchanged for; its address is given behind a signed link."""

    title: Words
    url: Url
