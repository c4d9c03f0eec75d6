"""Every edge of time that docs/time.md names has a rule, and a test that is there."""

import re

from tests.conventions.tree import ROOT, documents

ROW = re.compile(r"^\| (?P<edge>[^|]+) \| (?P<rule>[^|]+) \| `(?P<file>[^:`]+)::(?P<test>\w+)` \|$")


def rows() -> list[str]:
    lines = documents()["docs/time.md"].splitlines()
    return [each for each in lines if each.startswith("| ") and not each.startswith("| Edge")]


def test_every_row_has_an_edge_a_rule_and_a_test() -> None:
    assert [each for each in rows() if ROW.match(each) is None] == []


def test_every_test_that_is_named_is_there() -> None:
    named = [match for each in rows() if (match := ROW.match(each))]

    assert [
        f"{each['file']}::{each['test']}"
        for each in named
        if f"def {each['test']}(" not in (ROOT / each["file"]).read_text(encoding="utf-8")
    ] == []


def test_no_edge_is_told_twice() -> None:
    edges = [match["edge"] for each in rows() if (match := ROW.match(each))]

    assert len(edges) == len(set(edges))
