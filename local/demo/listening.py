"""What a listening tool hears of people whom the shop does not know."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from local.demo.calls import Call, track
from local.demo.draws import between, drawn
from local.demo.people import Person

DAY = timedelta(days=1)


def mentions(strangers: Sequence[Person], seed: int, start: datetime, days: int) -> Iterator[Call]:
    """Posts in public, each by another stranger."""
    for number, person in enumerate(strangers):
        chance = drawn(seed, "mention", number)
        kind = chance.choices(("asks", "unsure", "burns"), weights=(5, 3, 2))[0]
        at = start + between(chance, DAY, max(days - 1, 2) * DAY)
        said = {
            "asks": {"intent": "looking_for", "sentiment": "neutral", "confidence": 0.93},
            "unsure": {"intent": "looking_for", "sentiment": "neutral", "confidence": 0.41},
            "burns": {"intent": "complaint", "sentiment": "negative", "confidence": 0.97, "urgent": True},
        }[kind]
        yield track(
            person,
            at,
            "Social Mention",
            **said,
            network="fediverse",
            mention=f"m{number}",
            handle=f"@{person.email.split('@')[0]}@social.example.com",
            topic="wool_for_the_mountains" if kind != "burns" else "broken_washing_machine",
        )
