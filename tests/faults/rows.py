"""The rows that a play leaves, read in moto itself: asking through the adapters would be half of a play."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from homing.adapters.dynamodb.figures import cell_at
from homing.adapters.dynamodb.items import Attributes, load, unwire
from homing.domain.consent import Consent
from homing.domain.enrollment import Enrollment
from homing.domain.figures import OF, Cell, Metric
from homing.domain.message import Message, MessageId
from homing.domain.occupancy import Place
from homing.domain.order import OrderRow
from homing.domain.suppression import address_key
from homing.settings import secret_name
from moto.dynamodb.models import dynamodb_backends
from moto.ssm.models import ssm_backends

from local.moto_engine.environment import ACCOUNT_ID, REGION, STAGE

_METRICS = frozenset(Metric)


@dataclass(slots=True)
class Rows:
    """What stands in the tables."""

    enrollments: dict[str, Enrollment] = field(default_factory=dict)
    messages: dict[MessageId, Message] = field(default_factory=dict)
    orders: dict[str, OrderRow] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    """By address."""
    suppressed: set[tuple[str, str]] = field(default_factory=set)
    """Address, or its key where no contact has it, and cause."""
    figures: dict[Cell, dict[str, Decimal]] = field(default_factory=dict)
    occupancy: dict[Place, int] = field(default_factory=dict)
    due: list[str] = field(default_factory=list)
    """Sort keys of what the sweep and the reconciler have still to look at."""


def enrollments() -> Iterator[Enrollment]:
    """The enrollments alone."""
    return (load(Enrollment, item) for _, sk, item in _items("enrollments") if sk == "ENROLLMENT")


def read() -> Rows:
    """Every row that an invariant is about."""
    rows = Rows()
    for pk, sk, item in _items("enrollments"):
        if sk == "ENROLLMENT":
            rows.enrollments[pk] = load(Enrollment, item)
        elif sk.startswith("MESSAGE#"):
            message = load(Message, item)
            rows.messages[message.id] = message
        elif pk.startswith("occupancy#"):
            _add_occupancy(rows.occupancy, sk, item)
    for pk, sk, item in _items("contacts"):
        if sk == "ORDER":
            rows.orders[pk] = load(OrderRow, item)
        elif sk == "PROFILE" and "email" in item["traits"]:
            rows.consents[item["traits"]["email"]["value"]] = load(Consent, item.get("consent", {}))
        elif pk.startswith("suppressed#"):
            rows.suppressed.add((pk.removeprefix("suppressed#"), sk))
    secret = _id_secret()
    address_of = {address_key(email, secret): email for email in rows.consents}
    rows.suppressed = {(address_of.get(key, key), cause) for key, cause in rows.suppressed}
    for pk, sk, item in _items("figures"):
        if sk.count("#") in (3, 4):
            _add_figures(rows.figures, pk.rpartition("#")[0], sk, item)
    rows.due = [sk for pk, sk, _ in _items("schedule") if pk.startswith(("due#", "watch#"))]
    return rows


def _id_secret() -> bytes:
    """What addresses are keyed with."""
    kept = ssm_backends[ACCOUNT_ID][REGION].get_parameter(secret_name(STAGE, "ids"))
    secret = kept.decrypt(kept.value) if kept is not None else None
    assert secret is not None
    return secret.encode()


def _items(table: str) -> Iterator[tuple[str, str, Attributes]]:
    items = dynamodb_backends[ACCOUNT_ID][REGION].tables[f"homing-{STAGE}-{table}"].items
    for pk, by_sort_key in items.items():
        for sk, item in by_sort_key.items():
            yield pk.value, sk.value, unwire(item.to_json()["Attributes"])


def _add_occupancy(known: dict[Place, int], sk: str, item: Attributes) -> None:
    workflow, version = sk.split("#")
    for name, count in item.items():
        if name.startswith("at_"):
            place = Place(workflow, version, name.removeprefix("at_"))
            known[place] = known.get(place, 0) + int(count)


def _add_figures(known: dict[Cell, dict[str, Decimal]], workflow: str, sk: str, item: Attributes) -> None:
    metrics = known.setdefault(cell_at(workflow, sk), {})
    for name in (each for each in item if each.partition(OF)[0] in _METRICS):
        metrics[name] = metrics.get(name, Decimal(0)) + item[name]


def totals(figures: Mapping[Cell, Mapping[str, Decimal]]) -> dict[tuple[str, str, str], dict[str, Decimal]]:
    """The figures over all days: a mail that was tried again may leave on the next."""
    added: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for cell, metrics in figures.items():
        known = added.setdefault((cell.workflow, cell.step, cell.locale), {})
        for name, amount in metrics.items():
            known[name] = known.get(name, Decimal(0)) + amount
    return added
