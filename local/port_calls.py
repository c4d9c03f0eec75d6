"""What tells two calls of one port method apart in AWS's price: how they ended, and of how many items.

Read by the meter, which counts calls, and by the contract suite, which records what each costs.
"""

from collections.abc import Callable, Iterable, Mapping, Sized
from typing import Any

from homing.adapters.dynamodb.figures import SHARDS, shard_of

Sizes = Mapping[str, int]
"""How many items of each kind a call was about, where its caller decides."""

ENDINGS = frozenset({"claimed", "ended", "taken", "raced", "put", "exists", "exited"})
"""The texts by which a port says how a call ended; any other text is an answer."""


def ending(result: object) -> str:
    """How a call ended, in a word."""
    match result:
        case None:
            return "none"
        case bool():
            return "yes" if result else "no"
        case str() if result in ENDINGS:
            return str(result)
        case _:
            return "some"


def _nothing(*_: Any, **__: Any) -> Sizes:
    return {}


def sizes_of(method: str) -> Callable[..., Sizes]:
    """What counts the items of a method's calls, given their result and their arguments."""
    return _SIZES.get(method, _nothing)


def _distinct(items: Iterable[Any]) -> int:
    return len(set(items))


def _cells(counts: Iterable[Any]) -> int:
    return len({(each.cell, each.shard_key) for each in counts})


def _enrolled(_: Any, __: Any, guard: Any, ___: Any, counts: Any, **____: Any) -> Sizes:
    marks = _distinct(guard.cart_tokens) if guard.events else 0
    marks += bool(guard.contact_id and (guard.only_markets or (guard.events and guard.since)))
    return {"mark": marks, "counter": _cells(counts)}


def _settled(_: Any, __: Any, completion: Any, counts: Any, *___: Any, **____: Any) -> Sizes:
    return {"counter": _cells((*counts, *(completion.counts if completion else ())))}


def _led(_: Any, known: Any, cart: Any) -> Sizes:
    theirs = cart.contact_id is not None and (known is None or known.contact_id != cart.contact_id)
    led = set(cart.tokens()) - set(known.tokens() if known else ())
    return {"cart_alias": len(led), "trace": int(theirs)}


def _ordered(_: Any, known: Any, row: Any, counts: Any, new_for: Any = ()) -> Sizes:
    whose = set(row.contacts) - set(known.contacts if known else ())
    return {"contact": _distinct(new_for), "counter": _cells(counts), "trace": len(whose)}


def _counted(_: Any, *arguments: Any) -> Sizes:
    return {"counter": _cells(arguments[-1])}


def _assigned(_: Any, __: Any, ___: Any, counts: Any, *, gone: Any = None) -> Sizes:
    return {"assignment": 1 + (gone is not None), "counter": _cells(counts)}


def _suppressed(_: Any, __: Any, ___: Any, counts: Any, concerns: Any = ()) -> Sizes:
    return {"ledger": _distinct(concerns), "counter": _cells(counts)}


def _agreed(_: Any, __: Any, change: Any, counts: Any = ()) -> Sizes:
    return {"consent_entry": int(change.entry is not None), "counter": _cells(counts)}


def _parted(_: Any, __: Any, parting: Any) -> Sizes:
    ended = len(parting.ends)
    due, skipped = len(parting.due), len(parting.skips)
    places = _distinct((each.workflow, each.version, shard_of(each.id, SHARDS)) for each in parting.ends)
    return {
        "enrollment": ended,
        "occupancy": places,
        "due": due,
        "message": skipped,
        "counter": _cells(parting.counts),
    }


def _passages(found: Sized, _: Any) -> Sizes:
    return {"enrollment": len(found)}


def _listed(_: Any, known: Any, row: Any, counts: Any) -> Sizes:
    return {"member": len(known.inside() ^ row.inside()), "counter": _cells(counts)}


def _moved(_: Any, entries: Mapping[Any, Any]) -> Sizes:
    return {"due": sum(1 if at is None else 2 for at in entries.values())}


_SIZES: Mapping[str, Callable[..., Sizes]] = {
    "contacts.find": lambda _, aliases: {"alias": _distinct(aliases)},
    "contacts.create": lambda _, __, aliases: {"alias": _distinct(aliases), "trace": _distinct(aliases)},
    "contacts.claim_aliases": lambda _, __, aliases: {"alias": len(aliases), "trace": len(aliases)},
    "contacts.set_traits": lambda _, __, changes: {"contact": bool(changes)},
    "contacts.restrain": lambda *_: {"contact": 1},
    "contacts.set_consent": _agreed,
    "contacts.leave": _parted,
    "suppressions.add": _suppressed,
    "suppressions.keep": _suppressed,
    "suppressions.lift": _counted,
    "carts.find": lambda _, tokens: {"cart_alias": _distinct(tokens)},
    "carts.put": _led,
    "history.untouched": lambda _, __, clicks: {"click": len(clicks)},
    "marks.add": lambda _, keys, *__: {"mark": _distinct(keys)},
    "marks.of": lambda _, keys: {"mark": _distinct(keys)},
    "enrollments.put": _enrolled,
    "enrollments.several": lambda _, ids: {"enrollment": _distinct(ids)},
    "enrollments.of_contact": _passages,
    "enrollments.end": _counted,
    "enrollments.complete": _counted,
    "enrollments.convert": _counted,
    "enrollments.reach": _counted,
    "messages.get": lambda _, ids: {"message": _distinct(ids)},
    "messages.settle": _settled,
    "messages.observe": _counted,
    "orders.put": _ordered,
    "assignments.put": _assigned,
    "due.move": _moved,
    "watch.move": _moved,
    "waits.of": lambda found, *_: {"wait": len(found)},
    "segments.put": _listed,
    "seen.done": lambda _, ids: {"event": _distinct(ids)},
    "erased_names.add": lambda _, keys, *__: {"event": _distinct(keys)},
    "erased_names.newest": lambda _, keys: {"event": _distinct(keys)},
    "catalogue.get": lambda _, ids: {"product": _distinct(ids)},
    "figures.add": _counted,
}
