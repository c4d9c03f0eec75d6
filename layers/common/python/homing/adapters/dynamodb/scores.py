"""Scores: an item for each contact and workflow, and one for each event that was counted."""

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import ABSENT, absent
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.kept_of_people import SCORED
from homing.domain.score import Score


class Scores:
    """ports.Scores over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def of(self, contact_id: str, workflow: str) -> Score:
        """One contact's score, read consistently; without points for one who was never scored."""
        item = self._table.get(_key(contact_id, workflow))
        return Score(contact_id=contact_id, workflow=workflow) if item is None else load(Score, item)

    def put(self, known: Score, score: Score, event_id: str) -> str:
        """Replace `known` and note that the event was counted, in one transaction."""
        same = Attr("revision").eq(known.revision) if known.revision else ABSENT
        item = {**dump(score), "revision": known.revision + 1}
        counted = Key(f"contact#{score.contact_id}", f"SCORED#{score.workflow}#{event_id}")
        now = self._table.now()
        failed = together(
            self._table.client,
            [
                self._table.put(_key(score.contact_id, score.workflow), item, same),
                self._table.put(counted, expiry(now, SCORED.lifetime), absent(now)),
            ],
        )
        if 1 in failed:
            return "exists"
        return "raced" if failed else "put"

    def forget(self, contact_id: str, workflow: str) -> None:
        """Take a contact's points away."""
        alone(self._table.client, self._table.delete(_key(contact_id, workflow)))


def _key(contact_id: str, workflow: str) -> Key:
    return Key(f"contact#{contact_id}", f"SCORE#{workflow}")
