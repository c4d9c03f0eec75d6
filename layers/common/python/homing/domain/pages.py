"""The pages that a mail may lead its reader to, and what can be answered there."""

from enum import StrEnum


class Page(StrEnum):
    """A page of ours, by the first part of its path; a link to one is signed for that page alone."""

    UNSUBSCRIBE = "unsubscribe"
    SURVEY = "survey"
    POLL = "poll"
    REMINDER = "reminder"
    PREFERENCES = "preferences"
    CONFIRM = "confirm"


LEAST_SCORE, BEST_SCORE = 0, 10


class PollAnswer(StrEnum):
    """What somebody says who was asked whether to hear from us."""

    KEEP = "keep"
    LEAVE = "leave"
