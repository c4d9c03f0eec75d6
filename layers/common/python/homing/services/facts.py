"""What conditions are judged on, gathered from a contact, its cart and what started the enrollment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.birthday import age
from homing.domain.cart import Cart
from homing.domain.contact import Contact, zone
from homing.domain.facts import Facts
from homing.domain.permission import may_market, opted_out
from homing.domain.policy import Ledger
from homing.domain.rules import Rules
from homing.domain.season import hemisphere, season
from homing.domain.sign_up import signed_up_at
from homing.domain.tags import tags


def told(contact: Contact, trigger: Mapping[str, Any]) -> dict[str, Any]:
    """What the contact's traits and the trigger's properties say, by the names of facts."""
    return {
        **{f"contact.{name}": trait.value for name, trait in contact.traits.items()},
        **{f"trigger.{name}": value for name, value in trigger.items()},
    }


def gather(
    contact: Contact,
    *,
    rules: Rules,
    now: datetime,
    trigger: Mapping[str, Any],
    cart: Cart | None = None,
    ledger: Ledger | None = None,
) -> Facts:
    """Every fact of `fact_names.FACTS` that is known now."""
    where = zone(contact, rules.zone).name
    half = hemisphere(contact.country, where)
    orders = max(contact.orders_seen, int(contact.get("orders_count") or 0))
    values: dict[str, Any] = {
        **told(contact, trigger),
        "contact.first_name": contact.get("first_name"),
        "contact.last_name": contact.get("last_name"),
        "contact.country": contact.country,
        "contact.locale": rules.locale(contact),
        "contact.zone": where,
        "contact.hemisphere": half.value,
        "contact.season": season(half, now, where).value,
        "contact.age": age(contact.get("birthday"), now, where),
        "contact.birthday": contact.get("birthday"),
        "contact.first_seen": contact.first_seen.at if contact.first_seen else None,
        "contact.source": contact.get("source") or signed_up_at(contact.consent),
        "contact.sms_subscribed": contact.texts.granted,
        "contact.tags": tags(contact),
        "contact.subscribed": may_market(contact, rules.soft_opt_in),
        "contact.basis": contact.consent.basis,
        "contact.opted_out": sorted(topic for topic in rules.topics if opted_out(contact, topic)),
        "contact.tracked": rules.tracking.tells_of(contact),
        "contact.has_ordered": contact.has_ordered,
        "contact.orders": orders,
        "contact.spent": contact.spent,
        "trigger.source": trigger.get("source"),
        "trigger.first": trigger.get("first"),
    }
    if cart is not None:
        values |= {
            "cart.total": cart.total,
            "cart.items": len(cart.items),
            "cart.has_code": bool(cart.codes),
        }
    return Facts(now=now, values=values, last_sent=ledger.last_sent if ledger else {})
