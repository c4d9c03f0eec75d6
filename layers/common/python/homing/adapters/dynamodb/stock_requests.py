"""Who waits for goods, kept 400 days."""

from collections.abc import Sequence
from itertools import islice

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.traces import Traced, trace
from homing.adapters.dynamodb.transactions import alone
from homing.domain.kept_of_people import STOCK_REQUEST
from homing.domain.product import StockRequest

_ANY = "*"


class StockRequests:
    """ports.StockRequests over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def put(self, request: StockRequest) -> None:
        """Let somebody wait; who asks again waits by the newer request."""
        kept = {**dump(request), **expiry(request.time.at, STOCK_REQUEST.lifetime)}
        place = f"{request.product_id}#{request.variant_id or _ANY}"
        alone(self._table.client, trace(self._table, request.contact_id, Traced.GOODS, place))
        alone(self._table.client, self._table.put(_key(request), kept))

    def any_for(self, product_id: str) -> bool:
        """Whether anybody waits for a product or one of its variants, read consistently."""
        return next(self._table.query(_waiting(product_id)), None) is not None

    def waiting(self, product_id: str, variant_id: str | None, most: int) -> Sequence[StockRequest]:
        """So many of those who wait for a variant, or with None for any, read consistently."""
        low = f"{variant_id or _ANY}#"
        found = self._table.query(_waiting(product_id), low, f"{low}{LAST}")
        return tuple(load(StockRequest, item) for item in islice(found, most))

    def told(self, request: StockRequest) -> None:
        """Forget a request, unless they asked again since."""
        alone(self._table.client, self._table.delete(_key(request), Attr("id").eq(request.id)))


def _waiting(product_id: str) -> str:
    return f"waiting#{product_id}"


def _key(request: StockRequest) -> Key:
    return Key(_waiting(request.product_id), f"{request.variant_id or _ANY}#{request.contact_id}")
