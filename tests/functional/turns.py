"""Threads on moto, whose calls take turns: it looks at a transaction's conditions and writes in two steps.

DynamoDB's transactions are one step. Between the calls of one thread any call of another may come.
"""

from collections.abc import Callable
from random import Random
from threading import Lock
from time import sleep
from typing import Any


class InTurn:
    """Every call of AWS on its own, after a moment in which others may come; what was done, in order."""

    def __init__(self, seed: int) -> None:
        self.done: list[str] = []
        self._lock = Lock()
        self._chance = Random(seed)

    def call(self, whole: Callable[..., Any], *given: Any) -> Any:
        sleep(self._chance.random() / 50)
        with self._lock:
            return whole(*given)

    def think(self) -> None:
        """Take about as long to judge and to write a mail as leaving takes."""
        sleep(self._chance.random() / 8)

    def tell(self, what: str, answer: object) -> object:
        self.done.append(f"{what}: {answer}")
        return answer
