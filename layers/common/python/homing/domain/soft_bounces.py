"""When bounces that are not for good are too many: each day weighs one, and half as much a fortnight later.

One mail may bounce for a server's bad hour; a mailbox that has been full for weeks is nobody's. Three days
that lie close enough together are too many, two never are: with mails on seven days apart the third decides.
"""

import math
from collections.abc import Iterable
from datetime import date, timedelta

HALF_LIFE = timedelta(days=14)
TOO_MUCH = 2.0

KEPT = timedelta(days=90)
"""After so long a day weighs a hundredth."""

OF_THE_MAIL = frozenset({"MessageTooLarge", "ContentRejected", "AttachmentRejected"})
"""Subtypes that say something of the mail, which another mail to the same address need not meet.

repost.aws/knowledge-center/ses-understand-soft-bounces: to be mended by changing the message.
"""


def blames_address(subtype: str | None) -> bool:
    """Whether a bounce that is not for good speaks against the address, as a full mailbox does."""
    return subtype not in OF_THE_MAIL


def weight(days: Iterable[date], on: date) -> float:
    """What the days on which an address bounced weigh by now."""
    return math.fsum(math.pow(0.5, abs(on - each) / HALF_LIFE) for each in set(days))


def are_too_many(days: Iterable[date], on: date) -> bool:
    """Whether an address has bounced too often to go on with marketing."""
    return weight(days, on) >= TOO_MUCH
