"""Segments as files: read together, and their mistakes told by file, line and remedy."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from homing.adapters.segment_files import beside, load
from homing.domain.errors import InvalidWorkflow

KEEN = "name: keen\ntitle: Keen\nwhen: {event: Product Viewed, at_least: 3, within: 7d}\n"


def folder(tmp_path: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def segment(name: str, when: str) -> str:
    return f"name: {name}\ntitle: {name}\nwhen: {when}\n"


def refusal(tmp_path: Path, **files: str) -> str:
    with pytest.raises(InvalidWorkflow) as told:
        load(folder(tmp_path, files))
    return str(told.value)


def test_segments_are_read_by_name_and_may_name_each_other(tmp_path: Path) -> None:
    abroad = segment("abroad", "{all: [{segment: keen}, {not: {fact: contact.country, is: NO}}]}")

    assert [each.name for each in load(folder(tmp_path, {"keen": KEEN, "abroad": abroad}))] == [
        "abroad",
        "keen",
    ]


def test_a_shop_may_have_no_segments(tmp_path: Path) -> None:
    assert load(beside(tmp_path / "workflows")) == ()


def test_the_segments_are_beside_the_workflows(tmp_path: Path) -> None:
    assert beside(tmp_path / "workflows") == tmp_path.resolve() / "segments"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("{fact: trigger.source, is: form}", "not 'trigger.source'; ask for contact.…"),
        ("{fact: cart.total, at_least: 5}", "not 'cart.total'"),
        ("{fact: score.leads, at_least: 5}", "not 'score.leads'"),
        ("{sent: welcome.hello, within: 7d}", "ask for the event"),
        ("{message: hello, was: clicked}", "ask for the event"),
        ("{all: [{not: {message: hello, was: clicked}}]}", "ask for the event"),
        ("{fact: contact.contry, is: NO}", "did you mean 'contact.country'?"),
        ("{segment: gone}", "there is no segment 'gone'; known: odd"),
        ("{segment: odd}", "part of itself: odd -> odd"),
        ("{event: Product Viewed, atleast: 3}", "did you mean 'at_least'?"),
        ("[", "this is not YAML"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_a_way_out(tmp_path: Path, when: str, told: str) -> None:
    mistake = refusal(tmp_path, odd=segment("odd", when))

    assert str(tmp_path / "odd.yaml") in mistake
    assert told in mistake


def test_every_mistake_of_every_file_is_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, a=segment("b", "{event: Seen}"), c="name: c\n")

    assert "the segment is named 'b'; name it 'a' as its file" in told
    assert "c.yaml:1: title: is missing; add it" in told


def test_a_circle_of_segments_is_no_segment(tmp_path: Path) -> None:
    told = refusal(
        tmp_path,
        a=segment("a", "{not: {segment: b}}"),
        b=segment("b", "{any: [{segment: c}]}"),
        c=segment("c", "{segment: a}"),
    )

    assert "a.yaml: the segment is part of itself: a -> b -> c -> a" in told


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe")

    assert "cannot be read" in refusal(tmp_path)
