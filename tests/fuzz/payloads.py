"""Bodies that somebody might send: real ones with a value changed, and what is no body at all."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from tests.conventions.tree import ROOT

EVENTS = ROOT / "tests" / "events"
NASTY: Sequence[Any] = (
    None,
    "",
    " ",
    "\u0000",
    "\ud800",
    "\u202e💥",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-13-45",
    "{{ 7 * 7 }}",
    "{% for x in range(10**9) %}",
    "</mj-text><script>alert(1)</script>",
    "javascript:alert(1)",
    "a\r\nBcc: eve@example.com",
    "%0d%0aSet-Cookie: a=b",
    "'; DROP TABLE contacts; --",
    "../../etc/passwd",
    "a" * 5_000,
    -1,
    0,
    2**63,
    10**200,
    1e308,
    True,
    False,
    [],
    {},
    [[[[[[]]]]]],
    {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}},
)


@cache
def webhooks() -> Sequence[tuple[str, Any]]:
    """Real webhooks: topic and payload."""
    recorded = [
        (path.name.partition("__")[0].replace("_", "/", 1), json.loads(path.read_bytes()))
        for path in sorted((EVENTS / "shopify").glob("*.json"))
    ]
    return [*recorded, *((line["topic"], line["body"]) for line in _lines("shopify"))]


@cache
def calls() -> Sequence[Any]:
    """Real tracking calls."""
    return [line["body"] for line in _lines("segment")]


def _lines(source: str) -> Iterator[Any]:
    """A few of each kind of line that the flows are rehearsed with."""
    for path in sorted((EVENTS / "flows").glob("*.jsonl")):
        met: set[str] = set()
        for line in map(json.loads, path.read_text("utf-8").splitlines()):
            if line["source"] != source:
                continue
            kind = str(line.get("topic") or line["body"].get("event") or line["body"].get("type"))
            if kind not in met:
                met.add(kind)
                yield line


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _places(each, (*at, key))


def _replaced(value: Any, place: Sequence[Any], new: Any) -> Any:
    if not place:
        return new
    copy = value.copy()
    copy[place[0]] = _replaced(value[place[0]], place[1:], new)
    return copy


@st.composite
def changed(draw: st.DrawFn, payload: Any) -> Any:
    """A payload of which up to three values are others."""
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(list(_places(payload))))
        payload = _replaced(payload, place, draw(st.sampled_from(NASTY)))
    return payload


def _dumped(payload: Any) -> bytes:
    return json.dumps(payload).encode()


JUNK = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda each: each.encode("utf-8", "surrogatepass")),
    st.sampled_from(NASTY).map(_dumped),
    st.sampled_from(
        [
            b"",
            b"null",
            b"{",
            b'{"a":1}{"a":1}',
            b"\xff\xfe{\x00}\x00",
            b"\xef\xbb\xbf{}",
            b"[" * 20_000,
            b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
            b"9" * 10_000,
            b'{"n":1e999999999}',
            b"NaN",
            gzip.compress(b" " * 3_000_000),
            gzip.compress(b"{}")[:-4],
            b"x" * 70_000,
            b"{" + b" " * 600_000 + b"}",
            b"&" * 10_000,
            b"a=b&" * 200,
            b"%ff=%00&%=%%",
            b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n',
            b"--x\r\n\r\n--x--" * 50,
        ]
    ),
)
"""What no caller of ours writes."""


@st.composite
def form_body(draw: st.DrawFn, fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """Fields as a browser or a script posts them: the bytes and their content type."""
    given = {name: draw(st.sampled_from(NASTY)) if draw(st.integers(0, 5)) == 0 else value
             for name, value in fields.items()}  # fmt: skip
    texts = {name: str(value).encode("utf-8", "replace") for name, value in given.items()}
    match draw(st.sampled_from(["urlencoded", "json", "multipart"])):
        case "json":
            return _dumped(given), "application/json"
        case "multipart":
            head = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
            parts = b"".join(head % (name.encode(), value) for name, value in texts.items())
            return parts + b"--b--\r\n", "multipart/form-data; boundary=b"
        case _:
            return urlencode(texts).encode(), "application/x-www-form-urlencoded"


def broken(body: bytes) -> st.SearchStrategy[bytes]:
    """The same bytes: whole, cut short, doubled, zipped, or with one of them another."""
    size = max(len(body) - 1, 0)

    def flipped(where: int) -> bytes:
        return body[:where] + bytes([body[where] ^ 1]) + body[where + 1 :] if body else body

    return st.one_of(
        st.just(body),
        st.integers(0, size).map(lambda end: body[:end]),
        st.integers(0, size).map(flipped),
        st.sampled_from([body * 2, gzip.compress(body), body.decode("utf-8", "replace").encode("utf-16")]),
    )
