"""Comparisons that cannot hold: of a fact that nobody tells, or with a value of another kind."""

import difflib
from collections.abc import Collection, Iterator, Mapping

from homing.adapters.yaml_places import Place
from homing.domain.condition import Fact, Happened, Reacted
from homing.domain.event_properties import OF_EVERY_EVENT, PROPERTIES
from homing.domain.fact_names import FACTS
from homing.domain.steps import EmailStep, RepeatStep, UpdateStep, WaitForStep, WaitStep
from homing.domain.trigger import DateTrigger
from homing.domain.walk import flatten
from homing.domain.workflow import Key, Workflow

from local.checks.parts import Finding, conditions_of, events_of, steps_of

_FITS: Mapping[str, Collection[str]] = {
    "text": ("is_", "in_", "contains", "exists"),
    "number": ("is_", "in_", "at_least", "at_most", "exists"),
    "yes_or_no": ("is_", "exists"),
    "time": ("within", "exists"),
    "texts": ("contains", "exists"),
}
_WRITTEN = {"is_": "is", "in_": "in"}


def check(
    workflow: Workflow, *, traits: Mapping[str, str], others: Collection[Workflow]
) -> Iterator[Finding]:
    """What the workflow compares and cannot; `traits` are the shop's own, with their kinds."""
    known = {**traits, **{name: "" for each in others for name in _set_by(each)}}
    for place, asked in conditions_of(workflow):
        if isinstance(asked, Fact):
            unknown = _unknown(workflow, asked.fact, known)
            if unknown is not None:
                yield Finding(place=(*place, "fact"), told=unknown)
            else:
                yield from _kind((*place,), asked, _kind_of(asked.fact, known))
        if isinstance(asked, Happened):
            yield from _properties(workflow, asked.match, (*place, "match"))
        if isinstance(asked, Reacted) and not any(
            step.id == asked.message for step in _before(workflow, place)
        ):
            told = f"{asked.message!r} comes later than this; ask about a mail that was sent before"
            if any(step.id == asked.message for step in flatten(workflow.steps)):
                yield Finding(place=(*place, "message"), told=told)
    yield from _dates(workflow, known)
    yield from _keys(workflow)


def _before(workflow: Workflow, place: Place) -> Iterator[EmailStep]:
    walked = list(steps_of(workflow))
    # The last of those that it stands in is the step that asks; the others are what that stands in.
    within = (number for number, (at, _) in enumerate(walked) if at == place[: len(at)])
    own = max(within, default=len(walked))
    yield from (step for _, step in walked[:own] if isinstance(step, EmailStep))


def _set_by(workflow: Workflow) -> Iterator[str]:
    for step in flatten(workflow.steps):
        if isinstance(step, UpdateStep):
            yield from step.set


def _unknown(workflow: Workflow, fact: str, traits: Collection[str]) -> str | None:
    of, _, name = fact.partition(".")
    if of == "cart" and workflow.key is not Key.CART:
        return f"{fact} is known where a workflow is about a cart; write key: cart, or ask something else"
    if fact in FACTS:
        return None
    if of == "contact" and name not in traits:
        ours = {each.partition(".")[2] for each in FACTS if each.startswith("contact.")}
        meant = _meant(name, ours | set(traits), "contact.")
        told = f"nobody tells {name!r} of a contact{meant}"
        return f"{told}; name it under traits: in shop.yaml if the shop or its programs do"
    if of == "trigger":
        return _untold(workflow, name)
    return None


def _untold(workflow: Workflow, name: str) -> str | None:
    awaited = {step.event for step in flatten(workflow.steps) if isinstance(step, WaitForStep)}
    events = events_of(workflow) | awaited
    if not events or name in OF_EVERY_EVENT or not all(each in PROPERTIES for each in events):
        return None
    told = {each for event in events for each in PROPERTIES[event]}
    if name in told:
        return None
    return f"{' and '.join(sorted(events))} carries no {name!r}{_meant(name, told, 'trigger.')}"


def _meant(name: str, known: Collection[str], prefix: str) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f" (did you mean {prefix}{close[0]}?)" if close else ""


def _kind_of(fact: str, traits: Mapping[str, str]) -> str:
    return FACTS[fact].kind if fact in FACTS else traits.get(fact.partition(".")[2], "")


def _kind(place: Place, asked: Fact, kind: str) -> Iterator[Finding]:
    how = next(iter(asked.model_fields_set - {"fact"}))
    if kind and how not in _FITS[kind]:
        ways = ", ".join(_WRITTEN.get(each, each) for each in _FITS[kind])
        written = kind.replace("_", " ")
        told = f"{asked.fact} is a {written}, which {_WRITTEN.get(how, how)} cannot compare; use {ways}"
        yield Finding(place=place, told=told)
        return
    value = asked.is_
    if how == "is_" and (kind == "yes_or_no") != isinstance(value, bool) and kind in _FITS:
        wanted = "true or false" if kind == "yes_or_no" else f"a {kind}"
        yield Finding(place=(*place, "is"), told=f"{asked.fact} is never {value!r}; write {wanted}")
    elif how == "is_" and kind == "number" and isinstance(value, str):
        yield Finding(place=(*place, "is"), told=f"{asked.fact} is a number; write it without quotes")


def _dates(workflow: Workflow, traits: Collection[str]) -> Iterator[Finding]:
    dated = [
        ((*place, "until", "date"), step.until.date)
        for place, step in steps_of(workflow)
        if isinstance(step, WaitStep) and step.until is not None
    ]
    dated += [
        ((*place, "first", "date"), step.first.date)
        for place, step in steps_of(workflow)
        if isinstance(step, RepeatStep) and step.first is not None
    ]
    if isinstance(workflow.trigger, DateTrigger):
        dated.append((("trigger", "on", "date"), workflow.trigger.on.date))
    for place, fact in dated:
        unknown = _unknown(workflow, fact, traits)
        if unknown is None and fact in FACTS and FACTS[fact].kind != "time":
            unknown = f"{fact} is no date, so nobody would ever pass this"
        if unknown is not None:
            yield Finding(place=place, told=unknown)


def _keys(workflow: Workflow) -> Iterator[Finding]:
    if not isinstance(workflow.key, Key):
        yield from _properties(workflow, workflow.key, ("key",))


def _properties(workflow: Workflow, names: Collection[str], place: Place) -> Iterator[Finding]:
    for position, name in enumerate(names):
        untold = _untold(workflow, name)
        if untold is not None:
            yield Finding(place=(*place, position), told=untold)
