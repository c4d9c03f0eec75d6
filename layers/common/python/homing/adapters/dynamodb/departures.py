"""Who left since an instant, read off a whole contacts table: only for a restore, never for a function."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from homing.adapters.dynamodb.errors import translated
from homing.adapters.dynamodb.items import Attributes, load, unwire
from homing.domain.consent import WITHDRAWN, Consent, ConsentSource, ConsentState, ConsentStatement
from homing.domain.consent_ledger import ConsentEntry
from homing.domain.suppression import Suppression, address_key
from homing.services.departures import Departure, Suppressed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Departures:
    """A contacts table as it was before it was replaced."""

    def __init__(self, client: "DynamoDBClient", table: str, secret: bytes) -> None:
        self._client = client
        self._table = table
        self._secret = secret

    def since(self, start: datetime) -> Iterator[Departure | Suppressed]:
        """Contacts who left (a topic, too), then addresses that were suppressed, at an instant or later."""
        suppressed: list[tuple[str, Suppression]] = []
        for item in self._items():
            place = str(item["pk"])
            if place.startswith("suppressed#"):
                suppression = load(Suppression, item)
                if suppression.since >= start:
                    suppressed.append((place.removeprefix("suppressed#"), suppression))
            elif str(item.get("sk")).startswith("CONSENT#"):
                entry = load(ConsentEntry, item)
                if entry.state in WITHDRAWN and entry.recorded_at >= start:
                    yield Departure(contact_id=place.removeprefix("contact#"), said=[entry.statement()])
            elif isinstance(item.get("consent"), Mapping):
                said = [
                    each for each in _withdrawals(load(Consent, item["consent"])) if each.time.at >= start
                ]
                if said:
                    yield Departure(contact_id=str(item["id"]), said=said)
        emails = self._emails({key for key, _ in suppressed}) if suppressed else {}
        for key, suppression in suppressed:
            yield Suppressed(key=key, email=emails.get(key), suppression=suppression)

    def _emails(self, keys: Collection[str]) -> Mapping[str, str]:
        """Whose addresses some keys stand for, of those that lead to a contact; no key tells it."""
        places = (str(item["pk"]) for item in self._items())
        emails = (place.removeprefix("email#") for place in places if place.startswith("email#"))
        known = ((address_key(email, self._secret), email) for email in emails)
        return {key: email for key, email in known if key in keys}

    def aliases(self) -> Iterator[str]:
        """Every alias that leads to a contact."""
        return (str(item["pk"]) for item in self._items() if item.get("sk") == "ALIAS")

    def _items(self) -> Iterator[Attributes]:
        request: Any = {"TableName": self._table, "ConsistentRead": True}
        while True:
            with translated():
                page = self._client.scan(**request)
            yield from map(unwire, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _withdrawals(consent: Consent) -> Sequence[ConsentStatement]:
    """What was said, by the contact or by the shop, of which each has its own newest."""
    withdrawn_as = consent.withdrawn_as or ConsentState.UNSUBSCRIBED
    said = (
        (ConsentState.UNSUBSCRIBED, ConsentSource.RECIPIENT, consent.left_at),
        (withdrawn_as, ConsentSource.CHANGE, consent.withdrawn_at),
    )
    return [
        ConsentStatement(state=state, source=source, time=time)
        for state, source, time in said
        if time is not None
    ]
