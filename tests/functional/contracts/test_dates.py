"""ports.Dates and ports.Campaigns"""

from dataclasses import replace
from decimal import Decimal

from homing.domain.brought import BroughtDate

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after, stamp


def brought(**known: object) -> BroughtDate:
    new = BroughtDate(
        contact_id="c-1",
        workflow="check_up",
        key="c-1|teeth",
        event_id="e-1",
        time=stamp(),
        at=after(weeks=44),
        trigger={"service": "teeth", "chair": 3},
    )
    return replace(new, **known)  # type: ignore[arg-type]


def test_a_date_that_was_brought_is_read_back(engine: Engine) -> None:
    assert engine.dates.bring(brought())

    assert engine.dates.get("c-1", "check_up", "c-1|teeth") == brought()
    assert brought().trigger["chair"] == Decimal(3)


def test_a_key_that_nobody_brought_has_none(engine: Engine) -> None:
    engine.dates.bring(brought())

    assert engine.dates.get("c-1", "check_up", "c-1|eyes") is None
    assert engine.dates.get("c-1", "review", "c-1|teeth") is None
    assert engine.dates.get("c-2", "check_up", "c-1|teeth") is None


def test_all_dates_of_one_contact_are_found(engine: Engine) -> None:
    others = [brought(key="c-1|eyes"), brought(workflow="review"), brought(contact_id="c-2")]
    for each in (brought(), *others):
        engine.dates.bring(each)

    assert engine.dates.of("c-1") == [others[0], brought(), others[1]]
    assert engine.dates.of("c-3") == []


def test_the_newest_event_says_when(engine: Engine) -> None:
    newer = brought(event_id="e-2", time=stamp(days=1), at=after(weeks=40))
    older = brought(event_id="e-0", time=stamp(days=-1), at=after(weeks=50))
    engine.dates.bring(brought())

    assert engine.dates.bring(newer)
    assert not engine.dates.bring(older)

    assert engine.dates.get("c-1", "check_up", "c-1|teeth") == newer


def test_the_same_event_may_say_so_again_and_otherwise(engine: Engine) -> None:
    engine.dates.bring(brought())

    assert engine.dates.bring(brought())
    assert engine.dates.bring(brought(at=after(weeks=45)))

    found = engine.dates.get("c-1", "check_up", "c-1|teeth")
    assert found is not None
    assert found.at == after(weeks=45)


def test_a_date_is_forgotten_a_month_after_it_came(moto: Engine) -> None:
    moto.dates.bring(brought(at=after(days=1)))

    moto.clock.now = after(days=30)
    assert moto.dates.get("c-1", "check_up", "c-1|teeth") is not None
    moto.clock.now = after(days=32)
    assert moto.dates.get("c-1", "check_up", "c-1|teeth") is None


def test_a_campaign_begins_once(engine: Engine) -> None:
    assert engine.campaigns.begun("black_friday 2026-11-27T09:00") is None

    engine.campaigns.begin("black_friday 2026-11-27T09:00", NOW)
    engine.campaigns.begin("black_friday 2026-11-27T09:00", after(minutes=1))

    assert engine.campaigns.begun("black_friday 2026-11-27T09:00") == NOW
    assert engine.campaigns.begun("black_friday 2026-11-27T10:00") is None
