"""The person behind a webhook: keys, names, addresses."""

from homing.adapters.payload import (
    Payload,
    amount,
    count,
    email,
    identifier,
    mapping,
    mappings,
    text,
)
from homing.domain.contact import Place
from homing.domain.events import Traits
from homing.domain.postcodes import located


def place(address: object) -> Place | None:
    """As much of an address as tells a zone; None for an empty one."""
    read = mapping(address)
    found = Place(
        country_code=text(read.get("country_code")),
        province_code=text(read.get("province_code")),
        country=text(read.get("country")) or text(read.get("country_name")),
        province=text(read.get("province")),
        city=text(read.get("city")),
    )
    return None if found == Place() else located(found, text(read.get("zip")))


def customer_traits(customer: Payload) -> Traits:
    """What a customer's own record says."""
    return Traits(
        email=email(customer.get("email")),
        customer_id=identifier(customer.get("id")),
        first_name=text(customer.get("first_name")),
        last_name=text(customer.get("last_name")),
        phone=text(customer.get("phone")),
        default_address=_home(customer),
        orders_count=count(customer.get("orders_count")),
        total_spent=amount(customer.get("total_spent")),
        others=_tags(customer),
    )


def _tags(customer: Payload) -> dict[str, list[str]]:
    """The shop's tags of a customer, `VIP, wholesale`; an empty text takes the last one off."""
    told = customer.get("tags")
    if not isinstance(told, str):
        return {}
    return {"tags": [tag for tag in map(str.strip, told.split(",")) if tag]}


def buyer_traits(payload: Payload) -> Traits:
    """What a checkout or an order says of who buys: its own fields first, then the customer's in it."""
    record = customer_traits(mapping(payload.get("customer")))
    shipping, billing = (mapping(payload.get(f"{kind}_address")) for kind in ("shipping", "billing"))
    return Traits(
        email=email(payload.get("email")) or email(payload.get("contact_email")) or record.email,
        customer_id=record.customer_id,
        first_name=record.first_name or text(shipping.get("first_name")) or text(billing.get("first_name")),
        last_name=record.last_name or text(shipping.get("last_name")) or text(billing.get("last_name")),
        phone=text(payload.get("phone")) or record.phone,
        browsing_locale=text(payload.get("customer_locale")),
        shipping=place(shipping),
        billing=place(billing),
        default_address=record.default_address,
        orders_count=record.orders_count,
        total_spent=record.total_spent,
    )


def _home(customer: Payload) -> Place | None:
    addresses = mappings(customer.get("addresses"))
    marked = [address for address in addresses if address.get("default") is True]
    candidates = (customer.get("default_address"), *marked, *addresses)
    return next((found for found in map(place, candidates) if found is not None), None)
