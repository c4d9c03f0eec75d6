"""One request of somebody who may be anybody: what all of them are made of."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote

from hypothesis import strategies as st

from tests.fuzz import payloads
from tests.fuzz.stage import Stage

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
KINDS_OF_BODY = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    'multipart/form-data; boundary="\u00e5"',
    "text/plain; charset=utf-7",
    "application/json; charset=utf-16",
    "image/svg+xml",
    "",
    "/;;;",
)
LANGUAGES = ("nb", "en;q=x", "../../x", "\u202e", "a" * 3000, "de_DE-\x00")
NOWHERE = (
    *("/", "//", "/.env", "/v1", "/v1/forms", "/v1/forms/", "/v1/magnet/", "/webhooks/shopify"),
    *("/unsubscribe", "/unsubscribe/", "/unsubscribe//x", "/UNSUBSCRIBE/x", "/unsubscribe/../poll/x"),
    *("/%2e%2e/unsubscribe/x", "/poll/%2fx", "/$default/unsubscribe/x"),
)

# Strategies are checked when they are made, which takes longer than drawing from them.
_KIND = st.sampled_from(KINDS_OF_BODY)
_MORE: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {},
    optional={
        "content-encoding": st.sampled_from(["gzip", "GZIP", "br", "gzip, gzip", "\u00e5"]),
        "accept": st.sampled_from(["application/json", "*/*", "text/html;q=0.1", ""]),
        "accept-language": st.sampled_from(LANGUAGES),
        "x-forwarded-for": st.just("127.0.0.1"),
        "x-http-method-override": st.just("DELETE"),
        "content-length": st.just("-1"),
        "cookie": st.just("a=b"),
        "host": st.just("evil.example"),
        "origin": st.just("null"),
        "X-Shopify-Shop-Domain": st.sampled_from(["another.myshopify.com", "", "\u00e5"]),
    },
)
_METHOD = st.sampled_from(METHODS)
_ONE_IN = {each: st.integers(1, each) for each in range(1, 11)}

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request, whole as it reaches API Gateway."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


VARIANTS = 6


def variants(attempt: Attempt) -> Iterator[Attempt]:
    """The attempt, and others near it; drawing one takes longer than answering it."""
    yield attempt
    chance = zlib.crc32(attempt.body + attempt.target.encode())
    where = chance % (len(attempt.body) + 1)
    end = attempt.body[where : where + 1]
    yield replace(
        attempt, body=attempt.body[:where] + bytes(each ^ 2 for each in end) + attempt.body[where + 1 :]
    )
    yield replace(attempt, body=attempt.body[:where])
    yield replace(attempt, method=METHODS[chance % len(METHODS)])
    yield replace(attempt, headers={})
    place = chance % len(attempt.target)
    yield replace(attempt, target=f"{attempt.target[:place]}-{attempt.target[place + 1 :]}")


def usually(draw: st.DrawFn, right: Kind, odd: st.SearchStrategy[Kind], one_in: int = 3) -> Kind:
    """What belongs there, but for one in so many."""
    return draw(odd) if draw(_ONE_IN[one_in]) == 1 else right


def method(draw: st.DrawFn, right: str) -> str:
    """The method of a route, as a rule."""
    return usually(draw, right, _METHOD, one_in=10)


@st.composite
def headers(draw: st.DrawFn, kind: str) -> dict[str, str]:
    """A content type, and now and then what proxies, scanners and attackers add."""
    said = {"content-type": usually(draw, kind, _KIND, one_in=6)}
    return said | usually(draw, {}, _MORE, one_in=4)


def some(things: Sequence[Any]) -> st.SearchStrategy[list[Any]]:
    """One to three of them."""
    return st.lists(st.sampled_from(things), min_size=1, max_size=3)


def spoiled(token: str) -> st.SearchStrategy[str]:
    """A token with a sign flipped, missing, more, or of another case; a part of it, or twice."""
    size = len(token) - 1

    def flipped(where: int) -> str:
        return token[:where] + chr(ord(token[where]) ^ 1) + token[where + 1 :]

    return st.one_of(
        st.integers(0, size).map(flipped),
        st.integers(0, size).map(lambda end: token[:end]),
        st.integers(0, size).map(lambda end: token[:end] + "A" + token[end:]),
        st.sampled_from([token.swapcase(), token * 2, token + "=", token + ".", f".{token}"]),
        st.just(token.rpartition(".")[0]),
    )


@st.composite
def elsewhere(draw: st.DrawFn, stage: Stage) -> Attempt:
    """Paths that lead nowhere, or nearly somewhere."""
    made = st.text(max_size=50).map(lambda each: "/" + quote(each.encode("utf-8", "replace")))
    path = draw(st.one_of(made, st.sampled_from(NOWHERE)))
    return Attempt(draw(st.sampled_from(METHODS)), path, draw(headers("")), draw(payloads.JUNK))
