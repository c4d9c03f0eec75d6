"""Attempts at what mails lead to: the pages, and what the shop gives away."""

from urllib.parse import quote

from homing.adapters.links import SignedLinks
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.routes import MAGNET, Route
from hypothesis import strategies as st

from tests.fuzz import payloads
from tests.fuzz.attempts import Attempt, headers, method, some, spoiled, usually
from tests.fuzz.doors import AS_TEXT, calls, forms, webhooks
from tests.fuzz.stage import START, Stage

NO_LINKS = ("..", "%00", "a" * 3000, "\u00e5", ".", "e30.", "%2e%2e%2fpoll")
QUERIES = ("", "?score=9", "?score=%ff&answer=\u00e5", "?answer=leave", "?" + "a=b&" * 500)
FIELDS = {
    "score": ("9", "-1", "99", "\u0663", ""),
    "text": AS_TEXT,
    "answer": ("keep", "leave", "both"),
    "day": ("2026-04-01", "0000-00-00", "9999-12-31"),
    "days": ("1", "-3", "10000000000", "x"),
    "end": ("", "yes"),
    "List-Unsubscribe": ("One-Click", "two"),
    "locale": ("nb", "xx", "../.."),
    "timezone": ("Europe/Oslo", "Mars/Olympus"),
}


@st.composite
def pages(draw: st.DrawFn, stage: Stage, page: Page) -> Attempt:
    """A page of a mail: by its own link, by another page's, and by what was never a link."""
    right = stage.links[page.value]
    theirs = SignedLinks("https://evil.example", lambda: ["another secret", ""])
    message = MessageId.parse("welcome-aaaaaaaaaaaaaaaaaaaaaaaaaa--welcome--0")
    assert message is not None
    forged = theirs.page(page, message, "c-1").rpartition("/")[2]
    wrong = st.sampled_from([forged, *stage.links.values(), *NO_LINKS])
    token = usually(draw, right, st.one_of(spoiled(right), wrong), one_in=2)
    fields = {name: draw(st.sampled_from(FIELDS[name])) for name in draw(some(tuple(FIELDS)))}
    body, kind = draw(payloads.form_body(fields))
    sent = usually(draw, body, st.one_of(payloads.broken(body), payloads.JUNK))
    target = f"/{page}/{quote(token, safe='.-_~%/')}{usually(draw, '', st.sampled_from(QUERIES))}"
    return Attempt(method(draw, draw(st.sampled_from(["POST", "GET"]))), target, draw(headers(kind)), sent)


@st.composite
def magnets(draw: st.DrawFn, stage: Stage) -> Attempt:
    """Links to what the shop gives away."""
    right, sign = stage.links["magnet"], stage.account.neighbours.resource_links.make
    over = sign("wool_guide", START.replace(year=2020)).rpartition("/")[2]
    of_nothing = sign("//evil.example", START.replace(year=2030)).rpartition("/")[2]
    wrong = st.sampled_from([over, of_nothing, "//evil.example", "%2f%2fevil.example", *NO_LINKS])
    token = usually(draw, right, st.one_of(spoiled(right), wrong), one_in=2)
    return Attempt(method(draw, "GET"), MAGNET.prefix + token, draw(headers("")), draw(payloads.JUNK))


def attempts_at(route: Route, stage: Stage) -> st.SearchStrategy[Attempt]:
    """Attempts at any route."""
    if route is MAGNET:
        return magnets(stage)
    match route.function:
        case "webhook":
            return webhooks(stage)
        case "track":
            return calls(stage)
        case "forms":
            return forms(stage)
        case _:
            return pages(stage, Page(route.prefix.strip("/")))
