"""Keeps in a contact's history the clicks that may earn an order, and takes back those of machines."""

from homing.domain.attribution import Click
from homing.domain.labelled import counts_as_click, taken_back
from homing.domain.labels import Judged
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
