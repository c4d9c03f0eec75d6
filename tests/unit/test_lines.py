"""A rehearsal's input: what a line may say, in which order lines play, and where a mistake stands."""

import json
from pathlib import Path
from typing import Any

import pytest
from homing.domain.errors import InvalidTimeline
from hypothesis import given
from hypothesis import strategies as st

from local import lines
from tests.builders import at


def line(when: str = "2026-03-04T11:00:00Z", **more: Any) -> str:
    return json.dumps({"at": when, "source": "shopify", "topic": "carts/update"} | more)


UNESCAPED = '{"at": "2026-03-04T11:00:00Z", "source": "ses", "note": "one\u2028line"}'


def test_a_line_is_read_with_its_instant_and_source() -> None:
    (found,) = lines.parse([line("2026-03-04T12:00:00+01:00", body={"id": 1})], "test")

    assert (found.at, found.source) == (at("2026-03-04 11:00"), "shopify")
    assert found.content["body"] == {"id": 1}


@pytest.mark.parametrize("source", ["shopify", "segment", "ses", "recipient"])
def test_lines_come_from_the_shop_an_app_ses_or_a_recipient(source: str) -> None:
    assert lines.parse([line(source=source)], "test")[0].source == source


def test_lines_play_by_their_instant_whatever_their_zone_and_place_in_the_file() -> None:
    told = [
        line("2026-03-04T11:00:00Z"),
        line("2026-03-04T12:30:00+02:00"),
        line("2026-03-04T05:15:00-05:00"),
    ]

    played = [each.at.strftime("%H:%M") for each in lines.parse(told, "test")]

    assert played == ["10:15", "10:30", "11:00"]


@given(st.permutations([line(body=n) for n in range(4)] + [line("2026-03-04T12:00:00+01:00", body=9)]))
def test_lines_of_one_instant_play_alike_however_the_file_orders_them(told: list[str]) -> None:
    in_order = lines.parse(sorted(told), "test")

    assert lines.parse(told, "test") == in_order


def test_the_order_of_keys_and_spaces_make_no_other_line() -> None:
    one = '{"at": "2026-03-04T11:00:00Z", "source": "ses", "body": {"a": 1, "b": 2}}'
    other = '{"body":{"b":2,"a":1},"source":"ses","at":"2026-03-04T11:00:00Z"}'

    first, second = lines.parse([one, other], "test")

    assert first.delivery_id == second.delivery_id


def test_a_line_is_delivered_under_its_own_id_if_it_has_one() -> None:
    named, numbered, empty, unnamed = (
        lines.parse([line(**more)], "test")[0].delivery_id
        for more in ({"id": "w-1"}, {"id": 7}, {"id": ""}, {})
    )

    assert (named, numbered) == ("w-1", "7")
    assert len(empty) == len(unnamed) == 64
    assert empty != unnamed


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("not json", "not JSON"),
        ('{"at": "2026-03-04T11:00:00Z"', "write one JSON object a line"),
        ("[" * 100_000, "not JSON"),
        ("[]", 'not a JSON object; write {"at"'),
        ('"text"', "not a JSON object"),
        ("null", "not a JSON object"),
        ('{"source": "shopify"}', "no 'at'; say when the line arrives"),
        ('{"at": 1772622000, "source": "shopify"}', "no 'at'"),
        ('{"at": "yesterday", "source": "shopify"}', "'at' is 'yesterday'"),
        ('{"at": "2026-03-04T11:00:00", "source": "shopify"}', "has no zone; write an offset or Z"),
        ('{"at": "2026-02-30T11:00:00Z", "source": "shopify"}', "'at' is '2026-02-30T11:00:00Z'"),
        ('{"at": "0001-01-01T00:00:00+14:00", "source": "shopify"}', "'at' is '0001-01-01"),
        (
            '{"at": "2026-03-04T11:00:00Z"}',
            "'source' is None; write one of: shopify, segment, form, ses, recipient",
        ),
        ('{"at": "2026-03-04T11:00:00Z", "source": "mailchimp"}', "'source' is 'mailchimp'; write one of"),
        ('{"at": "2026-03-04T11:00:00Z", "source": ["ses"]}', "'source' is ['ses']"),
    ],
)
def test_a_line_that_cannot_be_played_is_told_with_its_number(wrong: str, said: str) -> None:
    with pytest.raises(InvalidTimeline) as refusal:
        lines.parse([line(), "", wrong], "events.jsonl")

    assert str(refusal.value).startswith("events.jsonl:3: ")
    assert said in str(refusal.value)


def test_every_line_that_cannot_be_played_is_told_at_once() -> None:
    with pytest.raises(InvalidTimeline) as refusal:
        lines.parse(["{", line(), "[]"], "events.jsonl")

    assert [told.split(":")[1] for told in str(refusal.value).splitlines()] == ["1", "3"]


def test_no_line_is_nothing_to_play() -> None:
    assert lines.parse([], "test") == lines.parse(["", "  ", "\t\r"], "test") == []


@pytest.mark.parametrize(
    "contents",
    [
        f"{line()}\n{line()}\n".encode(),
        f"{line()}\n{line()}".encode(),
        f"\ufeff{line()}\n\n{line()}\n\n".encode(),  # as Windows programs begin a file
        f"{line()}\r\n{line()}\r\n".encode(),
        f"{line()}\n{UNESCAPED}\n".encode(),
    ],
)
def test_a_file_is_read_as_people_and_programs_write_it(tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(contents)

    assert len(lines.read(path)) == 2


@pytest.mark.parametrize("contents", [None, b"\xff\xfe{}", line().encode("utf-16")])
def test_a_file_that_is_not_there_or_no_text_is_told_by_name(tmp_path: Path, contents: bytes | None) -> None:
    path = tmp_path / "events.jsonl"
    if contents is not None:
        path.write_bytes(contents)

    with pytest.raises(InvalidTimeline, match=r"events\.jsonl: cannot be read"):
        lines.read(path)


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(f"\ufeff{line()}\n\nnot json\n", encoding="utf-8")

    with pytest.raises(InvalidTimeline) as refusal:
        lines.read(path)

    assert str(refusal.value).startswith(f"{path}:3: not JSON")
