"""`make bench`: every measure runs, and docs/benchmarks.md is what it writes."""

import re
from datetime import date

import pytest

from tools.bench import document
from tools.bench.measure import Measure, Row, Size, all_measures

MEASURES = all_measures()
ROW = Row(name="`send`", figure="1.20x", over="boto3", how="12 over 10 ms, medians of 15")


def fast(title: str = "Start-up") -> Measure:
    return Measure(title=title, says="How long it takes.", run=lambda size: [ROW])


def written(*names: str) -> dict[str, str]:
    day = date(2026, 3, 2)
    return {name: document.section(name, fast(name), [ROW], day, "2 x Fast, Python 3.13.0") for name in names}


@pytest.mark.xdist_group("synth")
@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_gives_figures_that_say_what_they_are_over(name: str) -> None:
    rows = MEASURES[name].run(Size.TINY)

    assert rows
    for row in rows:
        assert row.name
        assert re.search(r"\d", row.figure)
        assert row.over
        assert row.how


def test_a_section_names_its_command_its_day_and_its_machine() -> None:
    text = written("start_up")["start_up"]

    assert "`python -m tools.bench start_up`, 2026-03-02, 2 x Fast, Python 3.13.0." in text
    assert "| `send` | 1.20x | boto3 | 12 over 10 ms, medians of 15 |" in text


def test_a_measure_run_alone_leaves_the_other_sections_as_they_were() -> None:
    whole = document.compose(written("consuming", "start_up"))

    parts = document.sections(whole) | written("start_up")

    assert document.compose(parts) == whole


def test_the_benchmarks_are_as_the_bench_writes_them() -> None:
    text = document.PLACE.read_text("utf-8")

    parts = document.sections(text)

    assert document.compose(parts) == text
    assert parts.keys() <= MEASURES.keys()


def test_what_was_measured_stands_under_the_title_of_its_measure() -> None:
    parts = document.sections(document.PLACE.read_text("utf-8"))

    assert "start_up" in parts
    for name, section in parts.items():
        assert section.startswith(f"## {MEASURES[name].title}\n")
        assert document.HEAD in section


def test_the_machine_is_named_by_processor_cores_and_python() -> None:
    assert re.fullmatch(r"\d+ x .+, Python 3\.\d+\.\d+", document.machine())
