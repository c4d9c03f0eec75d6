"""ports.Suppressions"""

from homing.adapters.dynamodb.suppressions import Suppressions
from homing.domain.figures import Metric
from homing.domain.suppression import Suppression, SuppressionCause, address_key

from tests.functional.contracts.engines import SECRET, Engine, Tables
from tests.functional.contracts.samples import NOW, after, counted, one

BOUNCED = Suppression(cause=SuppressionCause.BOUNCE, since=NOW)
COMPLAINED = Suppression(cause=SuppressionCause.COMPLAINT, since=NOW)
ADA = "ada@example.com"


def test_an_address_of_which_nothing_is_known_has_no_cause(engine: Engine) -> None:
    assert list(engine.suppressions.of(ADA)) == []


def test_an_address_keeps_every_cause_against_it(engine: Engine) -> None:
    engine.suppressions.add(ADA, BOUNCED, [])
    engine.suppressions.add(ADA, COMPLAINED, [])

    assert set(engine.suppressions.of(ADA)) == {BOUNCED, COMPLAINED}
    assert list(engine.suppressions.of("eve@example.com")) == []


def test_a_cause_stands_and_counts_once(engine: Engine) -> None:
    again = Suppression(cause=SuppressionCause.BOUNCE, since=after(hours=1))

    assert engine.suppressions.add(ADA, BOUNCED, [one(Metric.LOST)])
    assert not engine.suppressions.add(ADA, again, [one(Metric.LOST)])

    assert list(engine.suppressions.of(ADA)) == [BOUNCED]
    assert counted(engine.figures) == {"lost": 1}


def test_a_lifted_cause_may_come_back(engine: Engine) -> None:
    engine.suppressions.add(ADA, BOUNCED, [])
    engine.suppressions.add(ADA, COMPLAINED, [])

    engine.suppressions.lift(ADA, "bounce")

    assert list(engine.suppressions.of(ADA)) == [COMPLAINED]
    assert engine.suppressions.add(ADA, BOUNCED, [])


def test_lifting_what_does_not_stand_changes_nothing(engine: Engine) -> None:
    engine.suppressions.lift(ADA, "bounce")

    assert list(engine.suppressions.of(ADA)) == []


def test_an_address_is_known_however_it_is_written(engine: Engine) -> None:
    engine.suppressions.add(ADA, BOUNCED, [])

    assert list(engine.suppressions.of(" Ada@Example.com ")) == [BOUNCED]


def test_who_is_told_the_key_alone_suppresses_the_address(engine: Engine) -> None:
    assert engine.suppressions.keep(address_key(ADA, SECRET), BOUNCED, [one(Metric.LOST)])
    assert not engine.suppressions.keep(address_key(ADA, SECRET), BOUNCED, [one(Metric.LOST)])

    assert list(engine.suppressions.of(ADA)) == [BOUNCED]
    assert counted(engine.figures) == {"lost": 1}


def test_no_row_holds_the_address(tables: Tables) -> None:
    suppressions = Suppressions(contacts=tables.contacts, figures=tables.figures, secret=SECRET)
    suppressions.add(ADA, BOUNCED, [])

    rows = str(tables.contacts.client.scan(TableName=tables.contacts.name)["Items"])

    assert "bounce" in rows
    assert "ada" not in rows.lower()
