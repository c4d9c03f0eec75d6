"""Suppressed addresses: one item a cause, and one for each that was lifted; none holds the address."""

from collections.abc import Collection, Sequence

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import ABSENT
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import dump, expiry, instant, load
from homing.adapters.dynamodb.profiles import ledger_key
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.figures import Count
from homing.domain.kept_of_people import LIFTED
from homing.domain.suppression import Lifting, Suppression, address_key


class Suppressions:
    """ports.Suppressions over the contacts table."""

    def __init__(self, *, contacts: Table, figures: Table, secret: bytes) -> None:
        self._table = contacts
        self._figures = figures
        self._secret = secret

    def of(self, email: str) -> Sequence[Suppression]:
        """Every cause against an address, read consistently."""
        return self.under(address_key(email, self._secret))

    def under(self, key: str) -> Sequence[Suppression]:
        """Every cause against the address that a key stands for, read consistently."""
        return tuple(load(Suppression, item) for item in self._table.query(_place(key, "").pk))

    def add(
        self,
        email: str,
        suppression: Suppression,
        counts: Sequence[Count],
        concerns: Collection[str] = (),
    ) -> bool:
        """Put a cause and count, in one transaction; False if it stood already, and may now since later."""
        return self.keep(address_key(email, self._secret), suppression, counts, concerns)

    def keep(
        self, key: str, suppression: Suppression, counts: Sequence[Count], concerns: Collection[str] = ()
    ) -> bool:
        """Put a cause against the address that a key stands for, as `add` does."""
        place = _place(key, suppression.cause.value)
        put = self._table.put(place, dump(suppression), ABSENT)
        # The claim of a message names the number of what its contact was sent, as after a withdrawal.
        judged_anew = [self._table.update(ledger_key(each), add={"revision": 1}) for each in sorted(concerns)]
        if not together(self._table.client, [put, *judged_anew, *count_actions(self._figures, counts)]):
            return True
        # What came before the newest time of a cause must not lift it, in whatever order they are heard.
        older = Attr("since").lt(instant(suppression.since))
        alone(self._table.client, self._table.update(place, older, assign=dump(suppression)))
        return False

    def lift(self, email: str, lifting: Lifting, counts: Sequence[Count]) -> bool:
        """Take one cause back, keep by what, and count, in one transaction; False if it no longer stands."""
        key = address_key(email, self._secret)
        stands = Attr("since").eq(instant(lifting.since))
        actions = [
            self._table.delete(_place(key, lifting.cause.value), stands),
            self._table.put(
                Key(f"lifted#{key}", f"{instant(lifting.at)}#{lifting.cause.value}"),
                dump(lifting) | expiry(lifting.at, LIFTED.lifetime),
            ),
            *count_actions(self._figures, counts),
        ]
        return not together(self._table.client, actions)

    def lifted(self, email: str) -> Sequence[Lifting]:
        """What was taken back within three years, oldest first."""
        rows = self._table.query(f"lifted#{address_key(email, self._secret)}")
        return tuple(load(Lifting, item) for item in rows)


def _place(key: str, cause: str) -> Key:
    return Key(f"suppressed#{key}", cause)
