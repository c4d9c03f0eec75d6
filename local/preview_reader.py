"""The reader of a preview: a small file of what is known of them, and the case that it makes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from homing.adapters import core_yaml
from homing.domain.cart import Cart, LineItem
from homing.domain.contact import Contact, Place, Trait
from homing.domain.enrollment import Enrollment
from homing.domain.errors import InvalidReader
from homing.domain.policy import Candidate, Ledger
from homing.domain.product import Product
from homing.domain.rules import Rules
from homing.domain.steps import EmailStep
from homing.domain.time import Duration, Stamp
from homing.domain.workflow import Workflow
from homing.services import facts
from homing.services.candidates import Case
from pydantic import BaseModel, ConfigDict, Field, ValidationError

SOMEBODY = "preview"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Part):
    """One line of the cart."""

    title: str
    quantity: int = 1
    variant: str | None = None
    price: Decimal | None = None
    product_id: str | None = None


class GivenCart(_Part):
    """What lies in the cart."""

    items: tuple[Line, ...] = ()
    currency: str | None = None
    total: Decimal | None = None
    url: str | None = None


class GivenProduct(_Part):
    """A product of the catalogue."""

    id: str
    title: str
    handle: str | None = None
    image: str | None = None
    price: Decimal | None = None


class GivenOffer(_Part):
    """What the mail offers, in place of what its step says."""

    percent: int | None = None
    amount: Decimal | None = None
    free_shipping: bool = False
    code: str = "PREVIEW"
    valid_for: Duration = timedelta(hours=24)


class PreviewReader(_Part):
    """What is known of somebody: nothing that is left out."""

    traits: Mapping[str, Any] = Field(default_factory=dict)
    trigger: Mapping[str, Any] = Field(default_factory=dict)
    cart: GivenCart | None = None
    offer: GivenOffer | None = None
    products: tuple[GivenProduct, ...] = ()
    segments: frozenset[str] = frozenset()
    now: datetime = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)

    @classmethod
    def read(cls, path: Path) -> "PreviewReader":
        """The reader that a YAML or JSON file describes.

        Raises:
            InvalidReader: it cannot be read, or says what no reader has.
        """
        try:
            return cls.model_validate(core_yaml.load(path.read_text("utf-8")) or {})
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InvalidReader(f"{path}: cannot be read: {error}") from error
        except ValidationError as error:
            told = (f"{path}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise InvalidReader("\n".join(told)) from error

    def contact(self) -> Contact:
        """Who they are; `country: NO` is where they live."""
        known = dict(self.traits)
        country = known.pop("country", None)
        if country is not None:
            known["shipping"] = Place(country_code=str(country))
        traits = {name: Trait(value=value, time=self._stamp) for name, value in known.items()}
        return Contact(id=SOMEBODY, traits=traits, first_seen=self._stamp)

    def case(self, workflow: Workflow, step: EmailStep, rules: Rules) -> Case:
        """Their mail at a step, as the gate would see it."""
        contact, cart = self.contact(), self._cart()
        enrollment = Enrollment(
            id=f"{workflow.name}-{SOMEBODY}",
            workflow=workflow.name,
            version=workflow.version,
            contact_id=contact.id,
            key=contact.id,
            started=self._stamp,
            enrolled_at=self.now,
            first_wait_until=self.now,
            trigger=self.trigger,
        )
        known = facts.gather(contact, rules=rules, now=self.now, trigger=self.trigger, cart=cart)
        candidate = Candidate(
            enrollment=enrollment,
            step=step,
            wait=None,
            due_at=self.now,
            contact=contact,
            recipient=rules.recipient(contact),
            suppressions=frozenset(),
            ledger=Ledger(),
            facts=known.model_copy(update={"segments": self.segments}),
            window=rules.window(contact, step),
            caps=rules.caps,
        )
        return Case(
            enrollment=enrollment,
            workflow=workflow,
            step=step,
            contact=contact,
            cart=cart,
            ledger=Ledger(),
            due_at=self.now,
            doubtful=None,
            candidate=candidate,
        )

    @property
    def _stamp(self) -> Stamp:
        return Stamp.of(self.now, self.now)

    def _cart(self) -> Cart | None:
        given = self.cart
        if given is None:
            return None
        return Cart(
            key=SOMEBODY,
            changed=self._stamp,
            items=tuple(LineItem(**each.model_dump()) for each in given.items),
            currency=given.currency,
            total=given.total,
            url=given.url,
        )


class Shelf:
    """ports.Catalogue with what the file holds, in its order."""

    def __init__(self, reader: PreviewReader) -> None:
        time = Stamp.of(reader.now, reader.now)
        self._products = {each.id: Product(time=time, **each.model_dump()) for each in reader.products}

    def put(self, product: Product) -> None:
        """Keep one more."""
        self._products[product.id] = product

    def get(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """Those that are known."""
        return {each: self._products[each] for each in product_ids if each in self._products}

    def featured(self, limit: int) -> Sequence[Product]:
        """The first of them."""
        return list(self._products.values())[:limit]
