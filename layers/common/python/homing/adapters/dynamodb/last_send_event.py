"""The newest SES Send event that was processed: how far behind SES our knowledge is."""

from datetime import datetime

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.items import instant
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.time import parse_iso

_KEY = Key("feedback", "LAST_SEND_EVENT")


class LastSendEvent:
    """The part of ports.FeedbackBacklog that is no queue, one item of the enrollments table."""

    def __init__(self, *, enrollments: Table) -> None:
        self._table = enrollments

    def last_send_event_at(self) -> datetime | None:
        """The newest SES Send event that was processed."""
        item = self._table.get(_KEY)
        return None if item is None else parse_iso(item["at"])

    def note_send_event(self, at: datetime) -> None:
        """Remember the newest; an older one changes nothing."""
        newer = Attr("at").not_exists() | Attr("at").lt(instant(at))
        alone(self._table.client, self._table.update(_KEY, newer, assign={"at": at}))
