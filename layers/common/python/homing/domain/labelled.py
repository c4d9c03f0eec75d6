"""A message with its opens and clicks as the rules label them: when it was first opened, and by whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from homing.domain.interactions import Act, Interaction, Label, kept, leads_to_content
from homing.domain.labels import CURRENT, Judged, Ruleset, judged, ruleset_of
from homing.domain.message import Message


def with_interaction(message: Message, interaction: Interaction) -> Message:
    """The message with one more open or click among its evidence."""
    known = message.interactions or tuple(_before_evidence(message))
    every = kept((*known, interaction))
    return message if every == message.interactions else replace(message, interactions=every)


def labelled(message: Message, ruleset: Ruleset = CURRENT) -> Message:
    """The message with its firsts as the rules have them; one without evidence stays as it is."""
    if message.interactions is None:
        return message
    told = judgements(message, ruleset)
    opens = [each for each in told if each.interaction.act is Act.OPEN]
    clicks = [each for each in told if each.interaction.act is Act.CLICK]
    read = [each for each in opens if each.label is not Label.MACHINE]
    followed = [each for each in clicks if counts_as_click(each)]
    return replace(
        message,
        opened_at=_first(read),
        opened_by=_best(read),
        machine_opened_at=_first(each for each in opens if each.label is Label.MACHINE),
        clicked_at=_first(followed),
        clicked_by=_best(followed),
        machine_clicked_at=_first(each for each in clicks if each.label is Label.MACHINE),
        labelled_by=ruleset.version,
    )


def judgements(message: Message, ruleset: Ruleset | None = None) -> tuple[Judged, ...]:
    """Each open and click that is kept of a message, labelled as the message is or by other rules."""
    rules = ruleset or ruleset_of(message.labelled_by)
    return judged(message.interactions or (), message.delivered_at, rules)


def judgement(interaction: Interaction | None, message: Message | None) -> Judged | None:
    """One open or click, by all that is known of its message; None if it is neither."""
    if interaction is None:
        return None
    if message is None:
        return judged((interaction,), None)[0]
    every = tuple({*(message.interactions or ()), interaction})
    told = judged(every, message.delivered_at, ruleset_of(message.labelled_by))
    return next(each for each in told if each.interaction == interaction)


def counts_as_click(each: Judged) -> bool:
    """Whether somebody, no machine, followed the mail's subject."""
    is_click = each.interaction.act is Act.CLICK and leads_to_content(each.interaction.link)
    return is_click and each.label is not Label.MACHINE


def counts_as_open(each: Judged) -> bool:
    """Whether somebody, no machine, opened the mail."""
    return each.interaction.act is Act.OPEN and each.label is not Label.MACHINE


def taken_back(message: Message) -> tuple[Interaction, ...]:
    """The clicks and opens that counted until other evidence betrayed a machine."""
    ruleset = ruleset_of(message.labelled_by)
    told = [each for each in judgements(message) if not counts_as_touch(each)]
    alone = [judged((each.interaction,), None, ruleset)[0] for each in told]
    return tuple(each.interaction for each in alone if counts_as_touch(each))


def counts_as_touch(each: Judged) -> bool:
    """Whether somebody, no machine, did either."""
    return counts_as_click(each) or counts_as_open(each)


def _first(told: Iterable[Judged]) -> datetime | None:
    return min((each.interaction.at for each in told), default=None)


def _best(told: Sequence[Judged]) -> Label | None:
    return min((each.label for each in told), default=None)  # "human" stands before "unknown"


def _before_evidence(message: Message) -> Iterator[Interaction]:
    """What a row of an earlier version tells, so that its firsts are not forgotten."""
    for at, act, label in (
        (message.opened_at, Act.OPEN, Label.UNKNOWN),
        (message.machine_opened_at, Act.OPEN, Label.MACHINE),
        (message.clicked_at, Act.CLICK, Label.UNKNOWN),
        (message.machine_clicked_at, Act.CLICK, Label.MACHINE),
    ):
        if at is not None:
            yield Interaction(act=act, at=at, label=label)
