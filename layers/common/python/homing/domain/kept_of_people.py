"""Every kind of row of the contacts table. A row is of the first whose key fits."""

from functools import partial

from homing.domain.retention import OWN, THEM, Fate, RecordKind, days
from homing.domain.soft_bounces import KEPT

_contacts = partial(RecordKind, "contacts")

CONTACT = _contacts(
    "contact",
    "contact#… / PROFILE",
    "names, address, phone, places, language, zone, birthday, the shop's own traits, consent",
    "alias",
    None,
    THEM,
)
ALIAS = _contacts(
    "alias", "… / ALIAS", "address, customer id, user id or browser's id", "trace, traits", None, THEM
)
TRACE = _contacts(
    "trace",
    "contact#… / TRACE#…",
    "which aliases, carts, orders and requests for goods are theirs",
    OWN,
    None,
    THEM,
)
SENT = _contacts("ledger", "contact#… / LEDGER", "when they were mailed lately", OWN, None, THEM)
ASKED = _contacts(
    "mails that asked to confirm",
    "asked#… / CONFIRMATION",
    "that somebody asked for mail at an address",
    "address",
    days(1),
    "the newest request",
)
CONSENT = _contacts(
    "consent entry",
    "contact#… / CONSENT#…",
    "what they consented to, when, where, by which words, from which IP address",
    OWN,
    None,
    THEM,
)
SEGMENTS = _contacts("memberships", "contact#… / SEGMENTS", "which segments they are in", OWN, None, THEM)
MEMBER = _contacts("member", "segment#… / c-…", "that they are in a segment", "memberships", None, THEM)
SCORE = _contacts("score", "contact#… / SCORE#…", "points", OWN, None, THEM)
SCORED = _contacts(
    "scored event", "contact#… / SCORED#…", "which events gave points", OWN, days(30), "it was counted"
)
DEED = _contacts(
    "deed",
    "contact#… / DEED#…",
    "what they did, and what the event said of it",
    OWN,
    days(400),
    "they did it",
)
CLICK = _contacts(
    "click", "contact#… / CLICK#…", "which mail they clicked in", OWN, days(400), "they clicked"
)
ASSIGNMENT = _contacts(
    "assignment",
    "contact#… / ASSIGNED#…",
    "whether a workflow mails them or holds them out, and what they ordered since",
    OWN,
    days(400),
    "they were assigned, or entered",
)
OPEN = _contacts(
    "open",
    "contact#… / OPEN#…",
    "which mail they opened, of workflows that credit orders to opens",
    OWN,
    days(100),
    "they opened",
)
WAIT = _contacts("wait", "contact#… / WAIT#…", "what they are waited for", OWN, days(60), "the wait is over")
DATE = _contacts(
    "date",
    "contact#… / DATE#…",
    "a date that an event brought, and what the event said",
    OWN,
    days(30),
    "its day",
)
MARK = _contacts(
    "exit mark",
    "mark#… / MARK",
    "when which event was last seen, by contact id, cart token or keyed hash of a number that answered",
    "contact id, cart token, alias of the number",
    days(30),
    "the event",
)
CART = _contacts(
    "cart",
    "cart#key#… / CART",
    "what lies in it, its token and address",
    "trace",
    days(400),
    "its last change",
)
CART_ALIAS = _contacts(
    "cart token", "… / CARTALIAS", "a cart's or a checkout's token", "cart", days(400), "it was first seen"
)
ORDER = _contacts(
    "order",
    "order#… / ORDER",
    "the shop's order id, its total, refunds, whose it is and which mails brought it",
    "trace",
    days(1100),
    "its last change",
)
VISIT = _contacts(
    "visit",
    "anon#… / VISIT#…",
    "what a browser did before it was known whose it is",
    "alias of the browser",
    days(30),
    "the visit",
)
STOCK_REQUEST = _contacts(
    "request for goods", "waiting#… / …#…", "what they want to hear of", "trace", days(400), "they asked"
)
LIST_READING = _contacts(
    "reading of SES's list",
    "account-list / READING",
    "nobody: how far SES's list was read",
    "its key",
    None,
    "always",
    Fate.STAYS,
)
SOFT_BOUNCES = _contacts(
    "soft bounces",
    "soft#… / DAYS",
    "days on which mail to a keyed hash of an address bounced",
    "address",
    KEPT,
    "the newest day",
    Fate.RUNS_OUT,
)
LIFTED = _contacts(
    "lifted suppression",
    "lifted#… / …",
    "by what a suppression of a keyed hash of an address was lifted",
    "address",
    days(1096),
    "it was lifted",
    Fate.STAYS,
)
SUPPRESSION = _contacts(
    "suppression",
    "suppressed#… / …",
    "a keyed hash of an address that must not be mailed, and why; the address cannot be read from it",
    "address",
    None,
    "until a cause that may lift it does",
    Fate.STAYS,
)

ABOUT_PEOPLE = (
    CONTACT,
    ALIAS,
    TRACE,
    SENT,
    ASKED,
    CONSENT,
    SEGMENTS,
    MEMBER,
    SCORE,
    SCORED,
    DEED,
    CLICK,
    ASSIGNMENT,
    OPEN,
    WAIT,
    DATE,
    MARK,
    CART,
    CART_ALIAS,
    ORDER,
    VISIT,
    STOCK_REQUEST,
    LIST_READING,
    SOFT_BOUNCES,
    LIFTED,
    SUPPRESSION,
)
