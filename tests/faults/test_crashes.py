"""A crash at every AWS call of the functions, and then what AWS does: the work comes again."""

import pytest

from tests.faults.campaign import strike_everything
from tests.faults.crashes import EACH_KIND_ONCE, Place
from tests.faults.plays import untroubled
from tests.faults.stories import STORIES


def _met_before(name: str) -> set[Place]:
    """The calls that an earlier story makes, from the same lines of the same functions."""
    earlier = list(STORIES)[: list(STORIES).index(name)]
    return {place for each in earlier for place in untroubled(each).met}


@pytest.mark.parametrize("name", STORIES)
def test_every_invariant_holds_of_a_story_to_which_nothing_happens(name: str) -> None:
    assert untroubled(name).broken == []


@pytest.mark.parametrize("name", STORIES)
def test_no_crash_at_any_call_changes_how_a_story_ends(name: str) -> None:
    found = strike_everything(name, _met_before(name), ways=EACH_KIND_ONCE)

    assert "\n".join(found.broken) == ""
    assert found.spared == []
