"""The little of JSONPath that compiled state machines use: `$.a.b`, tests of it, and the task token."""

from collections.abc import Mapping, Sequence
from typing import Any

TASK_TOKEN = "$$.Task.Token"


def read(value: Mapping[str, Any], path: str) -> Any:
    """What a path names.

    Raises:
        KeyError: there is no such thing, which fails an execution on AWS.
    """
    found: Any = value
    for part in path.removeprefix("$").strip(".").split("."):
        if part:
            found = found[part]
    return found


def holds(value: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each test of a Choice rule is true, in turn: whether a path is there, and what it names.

    Raises:
        KeyError: a test compares what is not there, which fails an execution on AWS.
    """
    return all(
        (_there(value, test["Variable"]) is test["IsPresent"])
        if "IsPresent" in test
        else read(value, test["Variable"]) == test["StringEquals"]
        for test in tests
    )


def _there(value: Mapping[str, Any], path: str) -> bool:
    try:
        read(value, path)
    except KeyError:
        return False
    return True


def write(value: dict[str, Any], path: str | None, result: Mapping[str, Any]) -> None:
    """Put a result where ResultPath says; null drops it."""
    if path is None:
        return
    *parents, last = path.removeprefix("$").strip(".").split(".")
    target = value
    for part in parents:
        target = target.setdefault(part, {})
    target[last] = dict(result)


def fill(template: Mapping[str, Any], value: Mapping[str, Any], token: str) -> dict[str, Any]:
    """A payload template with its `key.$` paths read."""
    filled: dict[str, Any] = {}
    for key, given in template.items():
        if key.endswith(".$"):
            filled[key.removesuffix(".$")] = token if given == TASK_TOKEN else read(value, given)
        elif isinstance(given, Mapping):
            filled[key] = fill(given, value, token)
        else:
            filled[key] = given
    return filled
