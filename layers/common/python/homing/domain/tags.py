"""The tags of a contact: those that the shop tells, and those that workflows put on and take off.

The shop tells all of its own at once (the trait `tags`); a workflow's is a trait of its own (`tag_vip`), so
that the two do not overwrite each other.
"""

from collections.abc import Iterable, Iterator, Mapping

from homing.domain.contact import Contact, Trait
from homing.domain.time import Stamp

_OURS = "tag_"


def changes(put_on: Iterable[str], taken_off: Iterable[str], time: Stamp) -> Mapping[str, Trait]:
    """The traits that put tags on and take others off."""
    on = {f"{_OURS}{name}": Trait(value=True, time=time) for name in put_on}
    return on | {f"{_OURS}{name}": Trait(value=False, time=time) for name in taken_off}


def tags(contact: Contact) -> tuple[str, ...]:
    """Every tag that the contact wears; what was said last of a tag counts."""
    return tuple(sorted({*_told(contact), *_put_on(contact)}))


def _told(contact: Contact) -> Iterator[str]:
    told = contact.traits.get("tags")
    if told is None or not isinstance(told.value, (list, tuple)):
        return
    for tag in told.value:
        ours = contact.traits.get(f"{_OURS}{tag}")
        if ours is None or ours.value is not False or ours.time < told.time:
            yield str(tag)


def _put_on(contact: Contact) -> Iterator[str]:
    for name, trait in contact.traits.items():
        if name.startswith(_OURS) and trait.value is True:
            yield name.removeprefix(_OURS)
