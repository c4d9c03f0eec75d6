"""Chance that depends on what it is about and on nothing else: no order of calls, no clock, no hash seed."""

from datetime import timedelta
from random import Random


def drawn(*about: object) -> Random:
    """A generator of its own for each question; asked again, it answers the same."""
    return Random("/".join(map(str, about)))


def between(chance: Random, shortest: timedelta, longest: timedelta) -> timedelta:
    """A length of time in whole seconds."""
    return timedelta(seconds=chance.randint(int(shortest.total_seconds()), int(longest.total_seconds())))


def token(chance: Random) -> str:
    """A token as the shop's system makes them: 32 hexadecimal digits."""
    return f"{chance.getrandbits(128):032x}"
