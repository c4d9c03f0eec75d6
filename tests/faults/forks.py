"""One play in a process of its own: a copy of what stands ready, and only the answer comes back."""

import os
import pickle
import select
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 300
"""A play takes one or two where nothing else is going on; one that hangs is ended and told."""


class PlayFailed(AssertionError):
    """The play raised, or hung; its text is the child's own."""


@dataclass(frozen=True, slots=True)
class Child:
    """The forked process, in which the play goes on; its last deed is to answer."""

    _pipe: int

    def answer(self, play: Callable[[], Any]) -> NoReturn:
        """Tell what a play returns, or how it failed, and be gone."""
        try:
            told = pickle.dumps((True, play()))
        except BaseException:
            told = pickle.dumps((False, traceback.format_exc()))
        with os.fdopen(self._pipe, "wb") as pipe:
            pipe.write(told)
        os._exit(0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child answered, in the process that it was forked from."""

    value: Any


def fork() -> Child | Answer:
    """Both go on from here: a child that is to answer, and then its parent, who has the answer.

    Raises:
        PlayFailed: it raised, died or hung.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Since 3.12 Python warns of threads beside a fork; those of a pytest worker only wait for input.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reading)
        _fall_silent()
        return Child(writing)
    os.close(writing)
    try:
        told = _read(reading)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)  # it has answered, or hangs
        os.waitpid(child, 0)
    if not told:
        raise PlayFailed(f"no answer within {PATIENCE_SECONDS} s")
    fine, answer = pickle.loads(told)
    if not fine:
        raise PlayFailed(answer)
    return Answer(answer)


def apart(play: Callable[[], T]) -> T:
    """What `play` returns, played in a forked child of this process.

    Raises:
        PlayFailed: it raised, died or hung.
    """
    forked = fork()
    if isinstance(forked, Child):
        forked.answer(play)
    return forked.value  # type: ignore[no-any-return]


def _fall_silent() -> None:
    """The functions' logs, and what Python has to say of a generator that was killed at its `yield`."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.stdout = sys.stderr = os.fdopen(nowhere, "w", encoding="utf-8")


def _read(pipe: int) -> bytes:
    parts: list[bytes] = []
    while select.select([pipe], [], [], PATIENCE_SECONDS)[0]:
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return b""
