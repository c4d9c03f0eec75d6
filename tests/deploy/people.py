"""Invented people, each for one test; what they do is a webhook's payload."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from tests import builders
from tests.builders import Json

_numbers = count(1001)


def now() -> datetime:
    """The machine's clock, by which a real deployment goes."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom no other test knows."""

    number: int

    @classmethod
    def new(cls) -> "Person":
        return cls(next(_numbers))

    @property
    def email(self) -> str:
        return f"person{self.number}@example.com"

    @property
    def token(self) -> str:
        return f"checkout-{self.number}"

    def subscribes(self) -> Json:
        return builders.subscriber(self.number, at=now())

    def leaves_a_cart(self, *, ago: timedelta) -> Json:
        return builders.checkout(self.token, self.number, at=now() - ago, id=self.number)

    def buys(self, **changes: object) -> Json:
        return builders.order(self.number, at=now(), token=self.token, by=self.number, **changes)

    def cancels(self, *, ago: timedelta) -> Json:
        at = now() - ago
        order = builders.order(self.number, at=at, token=None, by=self.number, financial_status="voided")
        return order | {"cancelled_at": builders.stamp(at)}

    def asks_for_their_rights(self) -> Json:
        """The body of the shop's webhooks about what is kept of somebody."""
        return {"shop_id": 954889, "customer": {"id": self.number, "email": self.email}}
