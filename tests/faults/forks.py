"""One play in a process of its own: a copy of what stands ready, and only the answer comes back."""

import os
import pickle
import select
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 60
"""A play takes one or two; one that hangs is ended and told."""


class PlayFailed(AssertionError):
    """The play raised, or hung; its text is the child's own."""


def apart(play: Callable[[], T]) -> T:
    """What `play` returns, played in a forked child of this process.

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
        _answer(play, writing)
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
    return answer  # type: ignore[no-any-return]


def _answer(play: Callable[[], Any], writing: int) -> None:
    """Play, tell, and leave without a word to anything that the parent has open."""
    try:
        # The functions' logs, and what Python has to say of a generator that was killed at its `yield`.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.stdout = sys.stderr = os.fdopen(nowhere, "w", encoding="utf-8")
        told = (True, play())
    except BaseException:
        told = (False, traceback.format_exc())
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump(told, pipe)
    os._exit(0)


def _read(pipe: int) -> bytes:
    parts: list[bytes] = []
    while select.select([pipe], [], [], PATIENCE_SECONDS)[0]:
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return b""
