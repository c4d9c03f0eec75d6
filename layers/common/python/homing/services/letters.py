"""The dead letters of a queue as a place where something about people lies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from homing.domain.naming import Naming
from homing.services import ports

MOST = 10_000
"""Letters that are looked through in one go."""

Unpack = Callable[[ports.Letter], bytes]
"""The bytes of a letter as they once came."""


class LettersHolding:
    """ports.Holding. What a batch of calls holds of others goes back to its queue without the person's."""

    def __init__(self, name: str, letters: ports.DeadLetters, unpack: Unpack) -> None:
        self._name = name
        self._letters = letters
        self._unpack = unpack

    @property
    def name(self) -> str:
        """What the proof calls it."""
        return self._name

    def told(self, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """What lies there of a person of these names."""
        naming = Naming(names)
        for letter in self._letters.take(MOST):
            yield from naming.told(self._unpack(letter))
            self._letters.let_go(letter)

    def forget(self, names: Sequence[str]) -> int:
        """Drop each letter that names the person."""
        naming, changed = Naming(names), 0
        for letter in self._letters.take(MOST):
            body = self._unpack(letter)
            rest = naming.without(body)
            if rest == body:
                self._letters.let_go(letter)
                continue
            changed += 1
            if rest is None:
                self._letters.drop(letter)
            else:
                plain = {name: each for name, each in letter.attributes.items() if name != "encoding"}
                self._letters.put_back(replace(letter, body=rest.decode(), attributes=plain))
        return changed

    def clear(self) -> int:
        """Drop every letter."""
        taken = self._letters.take(MOST)
        for letter in taken:
            self._letters.drop(letter)
        return len(taken)
