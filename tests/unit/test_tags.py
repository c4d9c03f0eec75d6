"""Tags of the shop and of workflows, which do not overwrite each other."""

from homing.domain.contact import Contact, Trait
from homing.domain.tags import changes, tags
from homing.domain.time import Stamp

from tests.builders import HOUR, at

NOW = at("2026-03-04 11:00")
STAMP, LATER = Stamp.of(NOW, NOW), Stamp.of(NOW + HOUR, NOW + HOUR)


def shop(*told: str, time: Stamp = STAMP) -> Contact:
    return Contact(id="c-1", traits={"tags": Trait(value=list(told), time=time)})


def test_who_was_never_tagged_wears_no_tag() -> None:
    assert tags(Contact(id="c-1")) == ()


def test_tags_of_the_shop_and_of_workflows_stand_beside_each_other() -> None:
    assert tags(shop("wholesale").with_traits(changes(["vip"], [], LATER))) == ("vip", "wholesale")


def test_a_tag_that_a_workflow_took_off_is_off_until_the_shop_tells_it_anew() -> None:
    taken_off = changes([], ["wholesale"], LATER)

    assert tags(shop("wholesale").with_traits(taken_off)) == ()
    assert tags(shop("wholesale", time=LATER).with_traits(changes([], ["wholesale"], STAMP))) == (
        "wholesale",
    )


def test_the_shops_list_takes_no_tag_of_a_workflow_off() -> None:
    assert tags(shop(time=LATER).with_traits(changes(["vip"], [], STAMP))) == ("vip",)
