"""ports.Suppressions"""

from dataclasses import replace

from homing.adapters.dynamodb.soft_bounces import SoftBounces
from homing.adapters.dynamodb.suppressions import Suppressions
from homing.domain.figures import Metric
from homing.domain.suppression import (
    Lifter,
    Lifting,
    Suppression,
    SuppressionCause,
    address_key,
)

from tests.functional.contracts.engines import SECRET, Engine, Tables
from tests.functional.contracts.samples import NOW, after, counted, one

BOUNCED = Suppression(cause=SuppressionCause.BOUNCE, since=NOW)
COMPLAINED = Suppression(cause=SuppressionCause.COMPLAINT, since=NOW)
LIFTED = Lifting(
    cause=SuppressionCause.BOUNCE,
    since=NOW,
    at=after(days=1),
    lifter=Lifter.OPERATOR,
    by="arn:aws:sts::1:assumed-role/Support",
    because="the mailbox is back",
)
ADA = "ada@example.com"


def test_an_address_of_which_nothing_is_known_has_no_cause(engine: Engine) -> None:
    assert list(engine.suppressions.of(ADA)) == []


def test_an_address_keeps_every_cause_against_it(engine: Engine) -> None:
    engine.suppressions.add(ADA, BOUNCED, [])
    engine.suppressions.add(ADA, COMPLAINED, [])

    assert set(engine.suppressions.of(ADA)) == {BOUNCED, COMPLAINED}
    assert list(engine.suppressions.of("eve@example.com")) == []


def test_a_cause_stands_and_counts_once_and_its_newest_time_counts(engine: Engine) -> None:
    again = Suppression(cause=SuppressionCause.BOUNCE, since=after(hours=1), because="wrote to us")

    assert engine.suppressions.add(ADA, BOUNCED, [one(Metric.LOST)])
    assert not engine.suppressions.add(ADA, again, [one(Metric.LOST)])
    assert not engine.suppressions.add(ADA, BOUNCED, [one(Metric.LOST)])

    assert list(engine.suppressions.of(ADA)) == [again]
    assert counted(engine.figures) == {"lost": 1}


def test_a_lifted_cause_is_kept_with_what_lifted_it_and_may_come_back(engine: Engine) -> None:
    engine.suppressions.add(ADA, BOUNCED, [])
    engine.suppressions.add(ADA, COMPLAINED, [])

    assert engine.suppressions.lift(ADA, LIFTED, [one(Metric.GAINED)])

    assert list(engine.suppressions.of(ADA)) == [COMPLAINED]
    assert list(engine.suppressions.lifted(ADA)) == [LIFTED]
    assert counted(engine.figures) == {"gained": 1}
    assert engine.suppressions.add(ADA, BOUNCED, [])


def test_what_no_longer_stands_so_is_not_lifted(engine: Engine) -> None:
    assert not engine.suppressions.lift(ADA, LIFTED, [one(Metric.GAINED)])
    engine.suppressions.add(ADA, replace(BOUNCED, since=after(days=2)), [])

    assert not engine.suppressions.lift(ADA, LIFTED, [one(Metric.GAINED)])

    assert [each.since for each in engine.suppressions.of(ADA)] == [after(days=2)]
    assert list(engine.suppressions.lifted(ADA)) == []
    assert counted(engine.figures) == {}


def test_days_on_which_an_address_bounced_are_kept_once_each_until_they_are_cleared(engine: Engine) -> None:
    monday, tuesday = NOW.date(), after(days=1).date()
    assert not engine.soft_bounces.known(ADA)

    assert engine.soft_bounces.note(ADA, monday) == {monday}
    assert engine.soft_bounces.note(ADA, tuesday) == {monday, tuesday}
    assert engine.soft_bounces.note(ADA, monday) == {monday, tuesday}
    assert engine.soft_bounces.known(ADA)
    assert not engine.soft_bounces.known("eve@example.com")

    engine.soft_bounces.clear(ADA)

    assert not engine.soft_bounces.known(ADA)
    assert engine.soft_bounces.note(ADA, tuesday) == {tuesday}


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
    suppressions.add(ADA, COMPLAINED, [])
    suppressions.lift(ADA, LIFTED, [])
    SoftBounces(contacts=tables.contacts, secret=SECRET).note(ADA, NOW.date())

    rows = str(tables.contacts.client.scan(TableName=tables.contacts.name)["Items"])

    assert all(each in rows for each in ("suppressed#", "lifted#", "soft#"))
    assert "ada" not in rows.lower()
