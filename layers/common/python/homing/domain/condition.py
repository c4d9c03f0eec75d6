"""Conditions of entry, guards, branches, segments and goals: nested all / any / not over known facts."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from homing.domain.fact_names import refusal
from homing.domain.time import Duration

STEP_OF_A_WORKFLOW = r"^[a-z0-9_]{1,30}\.[a-z0-9_]{1,30}$"
NAME = r"^[a-z0-9_]{1,30}$"
PROPERTY = r"^[a-z0-9_]{1,60}$"

HISTORY = timedelta(days=400)
"""How long it is kept what a contact did; no condition looks further back."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class AllOf(_Frozen):
    """Every part holds."""

    all: tuple["Condition", ...]


class AnyOf(_Frozen):
    """At least one part holds."""

    any: tuple["Condition", ...]


class Not(_Frozen):
    """The part does not hold."""

    not_: "Condition" = Field(alias="not")


class Fact(_Frozen):
    """One fact compared; an unknown fact holds no comparison but `exists: false`."""

    fact: str
    is_: Any = Field(default=None, alias="is")
    in_: tuple[Any, ...] | None = Field(default=None, alias="in")
    contains: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    exists: bool | None = None
    within: Duration | None = None

    @model_validator(mode="after")
    def _one_comparison_of_a_known_fact(self) -> "Fact":
        unknown = refusal(self.fact)
        if unknown is not None:
            raise ValueError(unknown)
        given = self.model_fields_set - {"fact"}
        if len(given) != 1:
            raise ValueError(
                "compare a fact in exactly one way: is, in, contains, at_least, at_most, exists or within"
            )
        return self


class WasSent(_Frozen):
    """A step's mail was sent to this contact lately: `{sent: abandoned_cart.incentive, within: 90d}`."""

    sent: str = Field(pattern=STEP_OF_A_WORKFLOW)
    within: Duration


class Happened(_Frozen):
    """How often the contact did something: `{event: Product Viewed, at_least: 3, within: 7d}`.

    `where` names properties that the event must carry: `{product_id: "7", currency: [NOK, EUR]}`; `match`
    those that it must share with the trigger: `match: [service]`. Without `within`, as far back as history
    is kept (400 days). `at_most: 0` is never.

    `Email Opened` is counted over mails with a pixel. Where none came within the time, and others without one
    did at any time, nobody can tell, and neither this nor its `not` holds.
    """

    event: str = Field(min_length=1, max_length=100)
    within: Duration | None = None
    at_least: int | None = Field(default=None, ge=1, le=1000)
    at_most: int | None = Field(default=None, ge=0, le=1000)
    where: dict[str, Any] = Field(default_factory=dict)
    match: tuple[Annotated[str, Field(pattern=PROPERTY)], ...] = ()

    @property
    def least(self) -> int:
        """How often it must have happened: once, if nothing else is said."""
        return self.at_least if self.at_least is not None else int(self.at_most is None)


class Reacted(_Frozen):
    """What became of an earlier message of this enrollment: `{message: reminder, was: clicked}`.

    Of a mail without a pixel nobody can tell whether it was opened, unless it was clicked: neither this nor
    its `not` holds.
    """

    message: str = Field(pattern=NAME)
    was: Literal["sent", "delivered", "opened", "clicked"]


class InSegment(_Frozen):
    """The contact is in a segment now."""

    segment: str = Field(pattern=NAME)


_KINDS = ("all", "any", "not", "sent", "event", "message", "segment")
_MODELS = {
    "AllOf": "all",
    "AnyOf": "any",
    "Not": "not",
    "WasSent": "sent",
    "Happened": "event",
    "Reacted": "message",
    "InSegment": "segment",
}


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        return _MODELS.get(type(value).__name__, "fact")
    return next((kind for kind in _KINDS if kind in value), "fact")


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[WasSent, Tag("sent")]
    | Annotated[Happened, Tag("event")]
    | Annotated[Reacted, Tag("message")]
    | Annotated[InSegment, Tag("segment")]
    | Annotated[Fact, Tag("fact")],
    Discriminator(_kind),
]
"""A closed union; adding a kind makes mypy list every place to visit."""

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()
