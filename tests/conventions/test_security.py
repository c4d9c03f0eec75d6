"""SECURITY.md names for each threat a test that is there, and tells of every route as it is."""

import ast
import re

import pytest
from homing.routes import ROUTES

from tests.conventions.tree import ROOT, texts

PAGE = texts()["SECURITY.md"]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)+)`", PAGE)))
THREATS = (
    "send mail in our name",
    "read the list",
    "unsubscribe others",
    "replay webhooks",
    "poison a template",
    "run up the bill",
)


@pytest.mark.parametrize("threat", THREATS)
def test_every_threat_has_a_table_whose_rows_name_their_tests(threat: str) -> None:
    section = PAGE.split(f"## Who could {threat}?")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| Way |")]

    assert rows
    assert [row for row in rows if not re.search(r"`tests/[\w/]+\.py::\w+", row)] == []


@pytest.mark.parametrize("named", NAMED)
def test_every_test_that_is_named_is_there(named: str) -> None:
    path, *names = named.split("::")
    place: ast.AST = ast.parse((ROOT / path).read_text("utf-8"))
    for name in names:
        found = [
            each
            for each in ast.iter_child_nodes(place)
            if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == name
        ]
        assert found, named
        place = found[0]


def test_the_doors_are_listed_as_they_are() -> None:
    rows = [line for line in texts()["docs/doors.md"].splitlines() if line.startswith("| `")]

    for route in ROUTES:
        most = (
            "none" if not route.takes else "any" if route.largest is None else f"{route.largest // 1024} KB"
        )
        what = f"{', '.join(route.methods)} {route.path}"
        assert f"| `{what}` | {route.proof.value} | {most} | {route.share} % |" in rows
