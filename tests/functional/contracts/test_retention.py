"""What has outlived its time is shown to nobody, whatever its kind."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from homing.adapters.dynamodb.items import unwire
from homing.adapters.dynamodb.table import Key
from homing.domain.figures import Metric
from homing.domain.kept_beside import RECORDS, kind_at
from homing.domain.privacy import ErasureProof
from homing.domain.suppression import Lifter, Lifting, Suppression, SuppressionCause

from tests.functional.contracts.engines import Engine, Tables, VirtualClock
from tests.functional.contracts.samples import NOW, one
from tests.functional.contracts.test_belongings import live

SECOND = timedelta(seconds=1)


def _leave_one_of_each(engine: Engine) -> None:
    live(engine, "ada")
    engine.soft_bounces.note("ada@example.com", NOW.date())
    engine.suppressions.add("ada@example.com", Suppression(cause=SuppressionCause.MANUAL, since=NOW), [])
    lifting = Lifting(cause=SuppressionCause.MANUAL, since=NOW, at=NOW, lifter=Lifter.OPERATOR)
    engine.suppressions.lift("ada@example.com", lifting, [])
    engine.seen.finish("e-1", NOW)
    engine.erased_names.add(["h"], NOW)
    engine.campaigns.begin("sale", NOW)
    engine.enrollments.refuse("o-1", "welcome", NOW, [one(Metric.LOST)])
    engine.confirmations.allow("ada@example.com", "r", NOW, 3)
    proof = ErasureProof(id="r", asked_by="o", asked_at=NOW, erased_at=NOW, looks=2, rows={}, names=())
    engine.privacy_requests.prove(proof)


def test_every_kind_that_ends_is_shown_until_its_last_second_and_no_longer(
    moto: Engine, tables: Tables, clock: VirtualClock
) -> None:
    _leave_one_of_each(moto)
    ended = set()
    for table in fields(Tables):
        own: Any = getattr(tables, table.name)
        for item in map(unwire, own.client.scan(TableName=own.name)["Items"]):
            kind = kind_at(table.name, item["pk"], item.get("sk"))
            assert kind is not None, item
            assert (kind.kept is not None) == ("expires_at" in item), kind.name
            if kind.kept is None:
                continue
            ended.add(kind.name)
            ends = datetime.fromtimestamp(int(item["expires_at"]), UTC)
            key = Key(item["pk"], item.get("sk"))
            clock.now = ends - SECOND
            assert own.get(key) is not None
            clock.now = ends
            assert own.get(key) is None

    assert {kind.name for kind in RECORDS if kind.kept is not None} - ended == set()
