"""Conditions of entry, guards and branches: nested all / any / not over known facts."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, assert_never

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from homing.domain.time import Duration

FACTS: Mapping[str, str] = {
    "contact.first_name": "given name",
    "contact.last_name": "family name",
    "contact.country": "ISO 3166 code of the best-known address",
    "contact.locale": "language the mails are written in",
    "contact.subscribed": "whether marketing mail is allowed",
    "contact.has_ordered": "whether any order was seen, or counted by the shop",
    "contact.orders": "number of orders",
    "contact.spent": "total spent, in the shop's currency",
    "trigger.source": "who told the event: customer, consent, form, api",
    "trigger.first": "whether it is the first time ever",
    "cart.total": "total of the cart, in its own currency",
    "cart.items": "number of lines in the cart",
    "cart.has_code": "whether the cart already carries a discount code",
}
"""Every fact that a condition may name, with its meaning."""


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
    """One fact compared; an unknown fact is None and holds no comparison but `exists: false`."""

    fact: str
    is_: Any = Field(default=None, alias="is")
    in_: tuple[Any, ...] | None = Field(default=None, alias="in")
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    exists: bool | None = None

    @model_validator(mode="after")
    def _one_comparison_of_a_known_fact(self) -> "Fact":
        if self.fact not in FACTS:
            raise ValueError(f"unknown fact {self.fact!r}; known: {', '.join(FACTS)}")
        given = self.model_fields_set - {"fact"}
        if len(given) != 1:
            raise ValueError("compare a fact in exactly one way: is, in, at_least, at_most or exists")
        return self


class WasSent(_Frozen):
    """A step's mail was sent to this contact lately: `{sent: abandoned_cart.incentive, within: 90d}`."""

    sent: str = Field(pattern=r"^[a-z0-9_]{1,30}\.[a-z0-9_]{1,30}$")
    within: Duration


def _kind(value: Any) -> str:
    keys = set(value) if isinstance(value, dict) else {type(value).__name__}
    for kind in ("all", "any", "not", "sent"):
        if kind in keys:
            return kind
    return {"AllOf": "all", "AnyOf": "any", "Not": "not", "WasSent": "sent"}.get(next(iter(keys), ""), "fact")


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[WasSent, Tag("sent")]
    | Annotated[Fact, Tag("fact")],
    Discriminator(_kind),
]
"""A closed union; adding a kind makes mypy list every place to visit."""

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()


class Facts(_Frozen):
    """What conditions are judged on, at one moment."""

    now: datetime
    values: Mapping[str, Any]
    last_sent: Mapping[str, datetime] = Field(default_factory=dict)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition is true of these facts."""
    match condition:
        case AllOf():
            return all(holds(part, facts) for part in condition.all)
        case AnyOf():
            return any(holds(part, facts) for part in condition.any)
        case Not():
            return not holds(condition.not_, facts)
        case WasSent():
            sent_at = facts.last_sent.get(condition.sent)
            return sent_at is not None and facts.now - sent_at < condition.within
        case Fact():
            return _compare(condition, facts.values.get(condition.fact))
        case _:
            assert_never(condition)


def _compare(condition: Fact, value: Any) -> bool:
    known = value is not None and value != ""
    if condition.exists is not None:
        return known is condition.exists
    if not known:
        return False
    if condition.in_ is not None:
        return value in condition.in_
    if condition.at_least is not None or condition.at_most is not None:
        return _within(value, condition.at_least, condition.at_most)
    return bool(value == condition.is_)


def _within(value: Any, least: Decimal | None, most: Decimal | None) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    if number.is_nan():
        return False
    return (least is None or number >= least) and (most is None or number <= most)
