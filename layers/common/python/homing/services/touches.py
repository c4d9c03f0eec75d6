"""Keeps in a contact's history the clicks that may earn an order, and takes back those of machines."""

from collections.abc import Sequence

from homing.domain.attribution import Click
from homing.domain.interactions import Act
from homing.domain.labelled import counts_as_click, judgements, taken_back
from homing.domain.labels import Judged, Ruleset
from homing.domain.message import Message
from homing.services import ports


def keep(history: ports.History, message: Message, told: Judged) -> None:
    """Keep a click that no machine made on what the mail is about; the same one once."""
    if counts_as_click(told):
        history.clicked(message.contact_id, Click(message=message.id, at=told.interaction.at))


def take_back(history: ports.History, message: Message) -> None:
    """Take back what counted until more was known; doing so again changes nothing."""
    clicks = [Click(message=message.id, at=each.at) for each in taken_back(message)]
    if clicks:
        history.unclicked(message.contact_id, clicks)


def set_right(history: ports.History, contacts: Sequence[str], message: Message, ruleset: Ruleset) -> None:
    """Keep every click of a message that counts by these rules, and take back every other."""
    clicks = [each for each in judgements(message, ruleset) if each.interaction.act is Act.CLICK]
    kept = [Click(message=message.id, at=each.interaction.at) for each in clicks if counts_as_click(each)]
    every = [Click(message=message.id, at=each.interaction.at) for each in clicks]
    for contact_id in contacts:
        for click in kept:
            history.clicked(contact_id, click)
        if others := [click for click in every if click not in kept]:
            history.unclicked(contact_id, others)
