"""Strikes a story until every call of it was struck, a few calls in each play."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from tests.faults.crashes import Blow, Place, in_every_way
from tests.faults.plays import Play, differences, struck, untroubled
from tests.faults.stories import STORIES


@dataclass(slots=True)
class Campaign:
    """What was struck, what broke, and what could not be struck."""

    plays: int = 0
    struck: list[Blow] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    spared: list[Blow] = field(default_factory=list)
    last_words: set[str] = field(default_factory=set)


def strike_everything(
    name: str,
    known: Collection[Place] = (),
    *,
    blows_at: Callable[[Collection[Place]], list[Blow]] = in_every_way,
    each_work: bool = False,
) -> Campaign:
    """Every call of a story but those in `known`."""
    calls = untroubled(name, each_work=each_work)
    campaign = Campaign(plays=1, broken=list(calls.broken))
    new = [place for place in calls.met if place not in set(known)]
    if STORIES[name].ails is not None:
        new = [place for place in new if not place.of_a_claim]  # in doubt already: a second doubt stays
    wanted = blows_at(new)
    while wanted:
        play = struck(name, wanted, each_work=each_work)
        campaign.plays += 1
        campaign.struck += play.struck
        campaign.last_words |= {place.call for place in play.last_words}
        campaign.broken += _told(name, play, each_work=each_work)
        wanted = [blow for blow in wanted if blow not in set(play.struck)]
        if not play.struck:
            break
    campaign.spared = wanted
    return campaign


def wrong_in(name: str, play: Play) -> list[str]:
    """What does not hold, or went otherwise than untroubled."""
    return play.broken + differences(play.ending, untroubled(name).ending)


def _told(name: str, play: Play, *, each_work: bool) -> Iterator[str]:
    """What broke and by which blow, each tried alone."""
    wrong = wrong_in(name, play)
    if not wrong:
        return
    alone = False
    for blow in play.struck:
        found = wrong_in(name, struck(name, [blow], each_work=each_work))
        if found:
            alone = True
            yield f"{name}: {blow}\n  " + "\n  ".join(found)
    if not alone:
        yield f"{name}: together: " + "\n  ".join([*map(str, play.struck), *wrong])
