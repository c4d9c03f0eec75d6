"""The tree of errors: what its drawing says is what Lambda, SQS and Step Functions meet."""

import builtins
import inspect
import re

import pytest
from homing.domain import errors
from homing.domain.errors import HomingError, PermanentError, TransientError

CLASSES = {
    name: found
    for name, found in vars(errors).items()
    if inspect.isclass(found) and issubclass(found, HomingError)
}


def drawn() -> dict[str, str]:
    """Each class of the drawing with the one it hangs from."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"(?P<branches>[ │├└─]*)(?P<name>[A-Z][A-Za-z]+)(\s{2,}|$)", line)
        if found is None:
            continue
        depth = len(found["branches"]) // 4
        above = [*above[:depth], found["name"]]
        parents[found["name"]] = above[depth - 1] if depth else "Exception"
    return parents


def test_the_drawing_is_the_tree() -> None:
    assert drawn() == {name: found.__bases__[0].__name__ for name, found in CLASSES.items()}


def test_every_error_says_whether_another_try_can_help() -> None:
    for name, found in CLASSES.items():
        if found in (HomingError, TransientError, PermanentError):
            continue
        assert issubclass(found, TransientError) is not issubclass(found, PermanentError), name


@pytest.mark.parametrize(
    "name", ["Throttled", "ServiceUnavailable", "WriteConflict", "SendAmbiguous", "ClaimUnsettled"]
)
def test_what_time_may_mend_is_tried_again(name: str) -> None:
    assert issubclass(CLASSES[name], TransientError)


@pytest.mark.parametrize("name", ["MessageRefused", "MalformedEvent", "ResumeRefused", "DailyQuotaReached"])
def test_what_no_second_try_mends_is_not_tried_again(name: str) -> None:
    assert not issubclass(CLASSES[name], TransientError)


def test_no_error_hides_behind_a_builtin_of_the_same_name() -> None:
    """Step Functions matches the class name alone, so `TimeoutError` of ours would catch Python's too."""
    assert CLASSES.keys() & vars(builtins).keys() == set()
