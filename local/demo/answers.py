"""What people answer: to surveys, polls, reminders, and in words of their own elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from local.demo.calls import Call, track
from local.demo.draws import between
from local.demo.people import Person
from local.ses import SentEmail

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SCORES = range(11)
SCORED = (1, 0, 1, 1, 2, 4, 6, 14, 24, 26, 21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A form that is sent on one of our pages, so long after its mail."""

    after: timedelta
    page: str
    form: dict[str, str]


def on_pages(sent: SentEmail, chance: Random) -> Iterator[Answer]:
    """What a reader of this mail answers on the page it leads to."""
    step = f"{sent.tag('workflow')}.{sent.tag('step')}"
    after = between(chance, HOUR, 3 * DAY)
    match step:
        case "review.survey" if chance.random() < 0.45:
            score = chance.choices(SCORES, weights=SCORED)[0]
            yield Answer(after=after, page="survey", form={"score": str(score)})
        case "confirm_subscription.confirm" if chance.random() < 0.8:
            yield Answer(after=between(chance, MINUTE, 20 * HOUR), page="confirm", form={})
        case "win_back.miss_you" if chance.random() < 0.3:
            yield Answer(after=after, page="poll", form={"answer": chance.choice(("keep", "keep", "leave"))})
        case "reminder.due" if chance.random() < 0.15:
            yield Answer(after=HOUR, page="reminder", form={"days": "3"})
        case _:
            pass


def elsewhere(sent: SentEmail, person: Person, chance: Random) -> Iterator[Call]:
    """What a reader of this mail does with it outside of our pages."""
    asks = sent.tag("workflow") == "review" and sent.tag("step").startswith("ask")
    if asks and chance.random() < 0.3:
        at = sent.at + between(chance, HOUR, 3 * DAY)
        yield track(person, at, "Review Submitted", rating=chance.choice((4, 5, 5)))
