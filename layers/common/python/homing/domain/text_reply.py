"""What somebody answers to a text message: that they want no more of them, or that they want them again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OPT_OUT = frozenset(
    {
        *("ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE"),
        "STOPP",  # in Norwegian, Swedish and German
    }
)
"""AWS's required words, docs.aws.amazon.com/sms-voice/latest/userguide/keywords-required.html, and ours."""

OPT_IN = frozenset({"START", "UNSTOP"})
"""AWS's words for coming back, on the same page."""

_AROUND = " \t\r\n.,!?\"'"


class Wish(StrEnum):
    """What the one who answers asks for."""

    STOP = "stop"
    START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReply:
    """One answer that asks for something; `at` is when AWS told it, None if it does not say.

    `id` is AWS's own of the answer.
    """

    number: str
    wish: Wish
    at: datetime | None = None
    id: str | None = None

    @property
    def happening(self) -> str:
        """What tells it apart from any other answer, without the number."""
        return f"reply/{self.id or (self.at.isoformat() if self.at else self.wish.value)}"


def wish_of(body: str, keyword: str = "") -> Wish | None:
    """What an answer asks for, in any case; a sentence that only begins with such a word asks for nothing.

    The keyword is the one that AWS recognised, and is heard where the words themselves ask for nothing.
    """
    said = body.strip(_AROUND).upper()
    if said in OPT_OUT:
        return Wish.STOP
    if said in OPT_IN:
        return Wish.START
    return Wish.STOP if keyword.strip(_AROUND).upper() in OPT_OUT else None
