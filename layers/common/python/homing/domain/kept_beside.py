"""Every kind of row of the other tables. A row is of the first whose key fits."""

from functools import partial

from homing.domain.kept_of_people import ABOUT_PEOPLE
from homing.domain.retention import OWN, THEM, Fate, RecordKind, days

_enrollments = partial(RecordKind, "enrollments")

ENROLLMENT = _enrollments(
    "enrollment",
    "… / ENROLLMENT",
    "where they are in a workflow, and what the event said that started it",
    "pointer",
    None,
    THEM,
)
POINTER = _enrollments("pointer", "contact#… / …-…", "which enrollments are theirs", OWN, None, THEM)
ENTRY = _enrollments(
    "last entry", "… / ENTRY", "which enrollment was their last in a workflow", "enrollment", None, THEM
)
MESSAGE = _enrollments(
    "message",
    "… / MESSAGE#…",
    "a mail's subject, when it was delivered, opened and clicked, and of the first opens and clicks the "
    "agent, the link without its query, and SES's word on bots; no IP address",
    "enrollment",
    days(183),
    "it was decided",
)
REFUSAL = _enrollments(
    "refusal",
    "refused#… / …",
    "a hash of what led into no workflow",
    "nothing",
    days(30),
    "the refusal",
    Fate.RUNS_OUT,
)
PROMISE = _enrollments(
    "code", "code-of#… / PROMISE", "which discount code a mail held", "message", days(60), "the code ended"
)
FREE_CODE = _enrollments(
    "free code", "codes#… / …", "nobody", "kind of offer", None, "until it is used", Fate.STAYS
)
OCCUPANCY = _enrollments(
    "who waits where", "occupancy#… / …", "nobody: numbers", "workflow", None, "always", Fate.STAYS
)
LAST_SEND = _enrollments(
    "last send event",
    "feedback / LAST_SEND_EVENT",
    "nobody: an instant",
    "its key",
    None,
    "always",
    Fate.STAYS,
)

_events = partial(RecordKind, "events")

ERASED = _events(
    "erased name",
    "erased#…",
    "a keyed hash of an alias of somebody who was erased",
    "alias",
    days(400),
    "the erasure",
    Fate.STAYS,
)
SEEN = _events(
    "event done",
    "…",
    "a hash that says that an event is done",
    "event",
    days(30),
    "it was done",
    Fate.RUNS_OUT,
)

_schedule = partial(RecordKind, "schedule")

REQUEST = _schedule(
    "privacy request",
    "requests / …",
    "who asked for what is kept of them, or to be erased",
    "its id",
    None,
    "until it is done",
)
PROOF = _schedule(
    "proof of erasure",
    "proofs / …",
    "when somebody was erased, how many rows of which kind, and keyed hashes of their names",
    "name",
    days(1825),
    "the erasure",
    Fate.STAYS,
)
DUE_OF = _schedule(
    "whose due entry",
    "of#… / …",
    "which due entries tell more of a person than an id",
    OWN,
    days(30),
    "its instant",
)
DUE = _schedule(
    "due entry",
    "due#… / …",
    "ids; of a cart its token, of an event what it said, of a birthday its day",
    "whose due entry",
    None,
    "until it was looked at",
)
WATCH = _schedule(
    "watch entry",
    "watch#… / …",
    "an enrollment's id",
    "nothing",
    None,
    "until the enrollment is gone, within the hour",
    Fate.RUNS_OUT,
)
ROUND = _schedule(
    "round", "sweep / …", "nobody: how far the sweep has come", "its key", None, "always", Fate.STAYS
)
WATCH_ROUND = _schedule(
    "round of the reconciler",
    "reconcile / …",
    "nobody: how far the reconciler has come",
    "its key",
    None,
    "always",
    Fate.STAYS,
)
CAMPAIGN = _schedule(
    "campaign", "campaign / …", "nobody: when it began", "its name", days(30), "it began", Fate.STAYS
)

_figures = partial(RecordKind, "figures")

EXPERIMENT = _figures(
    "test of variants",
    "experiment / …",
    "nobody: how many did what at each look, and which role or user of the account decided",
    "workflow, step and plan",
    None,
    "always",
    Fate.STAYS,
)
FIGURE = _figures(
    "figure",
    "… / …",
    "nobody: counters, the pace of sending, pauses",
    "workflow and day",
    None,
    "always",
    Fate.STAYS,
)

_catalogue = partial(RecordKind, "catalogue")

PRODUCT = _catalogue(
    "product", "… / …", "nobody: products, variants, stock", "product", None, "always", Fate.STAYS
)

RECORDS = (
    *ABOUT_PEOPLE,
    ENROLLMENT,
    POINTER,
    ENTRY,
    MESSAGE,
    REFUSAL,
    PROMISE,
    FREE_CODE,
    OCCUPANCY,
    LAST_SEND,
    ERASED,
    SEEN,
    REQUEST,
    PROOF,
    DUE_OF,
    DUE,
    WATCH,
    ROUND,
    WATCH_ROUND,
    CAMPAIGN,
    EXPERIMENT,
    FIGURE,
    PRODUCT,
)
"""All kinds; those that fit many keys stand last in their table."""


def kind_at(table: str, pk: str, sk: str | None) -> RecordKind | None:
    """The kind of the row at a place, None for one that nobody described."""
    return next((kind for kind in RECORDS if kind.is_at(table, pk, sk)), None)
