"""ports.Segments"""

from dataclasses import replace

from homing.adapters.dynamodb.figures import shard_of
from homing.adapters.dynamodb.segments import SHARDS
from homing.domain.figures import SEGMENTS, Cell, Count, Metric
from homing.domain.membership import Membership, MembershipRow

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import DAY, after, counted, stamp

INSIDE = Membership(version="v1", inside=True, since=stamp(), cause="event-1")
OUTSIDE = Membership(version="v1")


def row(contact_id: str = "c-1", **segments: Membership) -> MembershipRow:
    return MembershipRow(contact_id=contact_id, segments=segments, look_at=after(days=3))


def put(engine: Engine, changed: MembershipRow) -> None:
    assert engine.segments.put(engine.segments.of(changed.contact_id), changed, ())


def gained(segment: str = "keen") -> Count:
    return Count(cell=Cell(workflow=SEGMENTS, step=segment, day=DAY.isoformat()), metric=Metric.GAINED)


def test_who_was_never_judged_is_in_no_segment(engine: Engine) -> None:
    assert engine.segments.of("c-1") == MembershipRow(contact_id="c-1")


def test_memberships_come_back_as_they_were_put(engine: Engine) -> None:
    put(engine, row(keen=INSIDE, dormant=OUTSIDE))

    assert engine.segments.of("c-1") == replace(row(keen=INSIDE, dormant=OUTSIDE), revision=1)


def test_of_two_who_judge_at_once_one_is_told_no(engine: Engine) -> None:
    known = engine.segments.of("c-1")
    put(engine, row(keen=INSIDE))

    assert not engine.segments.put(known, row(keen=OUTSIDE), [gained()])
    assert engine.segments.of("c-1").inside() == {"keen"}
    assert list(engine.segments.members("keen")) == ["c-1"]
    assert counted(engine.figures, SEGMENTS) == {}


def test_a_member_is_listed_under_each_segment_and_no_longer_once_outside(engine: Engine) -> None:
    put(engine, row(keen=INSIDE, dormant=INSIDE))
    put(engine, row(keen=OUTSIDE, dormant=INSIDE))

    assert list(engine.segments.members("keen")) == []
    assert list(engine.segments.members("dormant")) == ["c-1"]


def test_who_comes_in_is_counted_with_the_same_write(engine: Engine) -> None:
    assert engine.segments.put(MembershipRow(contact_id="c-1"), row(keen=INSIDE), [gained()])

    assert counted(engine.figures, SEGMENTS) == {"gained": 1}


def test_members_are_listed_from_behind_any_of_them_in_one_order(engine: Engine) -> None:
    everyone = {f"c-{number}" for number in range(20)}
    assert {shard_of(each, SHARDS) for each in everyone} == set(range(SHARDS))
    for each in everyone:
        put(engine, row(each, keen=INSIDE))
    put(engine, row("c-stranger", dormant=INSIDE))

    listed = list(engine.segments.members("keen"))

    assert len(listed) == 20
    assert set(listed) == everyone
    for place, each in enumerate(listed):
        assert list(engine.segments.members("keen", after=each)) == listed[place + 1 :]


def test_a_list_goes_on_behind_one_who_has_left_it(engine: Engine) -> None:
    for number in range(10):
        put(engine, row(f"c-{number}", keen=INSIDE))
    listed = list(engine.segments.members("keen"))
    put(engine, row(listed[3], keen=OUTSIDE))

    assert list(engine.segments.members("keen", after=listed[3])) == listed[4:]
