"""By which way permission was given, on what ground, and what shows it."""

from dataclasses import dataclass
from enum import StrEnum

MARKETING = "marketing"
TRACKING = "tracking"


class Channel(StrEnum):
    """The way to reach somebody for which permission was given."""

    EMAIL = "email"
    SMS = "sms"


class LawfulBasis(StrEnum):
    """Why a shop may write: because it was allowed to, or to its customer where the law lets it."""

    CONSENT = "consent"
    SOFT_OPT_IN = "soft_opt_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of a moment of permission; each source fills in what it has.

    `where` is the form, page or path; `proof` the id of the webhook, event or message that shows it;
    `opt_in_level` how surely it was them, in the shop's own words.
    """

    where: str | None = None
    wording: str | None = None
    wording_version: str | None = None
    locale: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    proof: str | None = None
    opt_in_level: str | None = None
