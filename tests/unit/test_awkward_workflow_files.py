"""Files as hurried people write them: each gets one clear line, and none a traceback."""

from pathlib import Path

import pytest
from homing.adapters.workflow_files import load_file
from homing.domain.errors import InvalidWorkflow

GOOD = """name: welcome
title: Welcome
status: live
stage: before
trigger:
  type: event
  event: Subscribed
steps:
  - id: welcome
    type: email
"""


def refused(folder: Path, content: str | bytes) -> str:
    path = folder / "welcome" / "workflow.yaml"
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidWorkflow) as refusal:
        load_file(path)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (GOOD + "event: Subscribed\n", "workflow.yaml:11: event: unknown key"),
        (GOOD.replace("event: Subscribed", "event: Subcribed"), "workflow.yaml:7: trigger.event"),
        (
            GOOD + "entry:\n  all:\n    - {fact: trigger.first, is: true}\n    - {fact: x, is: 1}\n",
            ":14: entry.all.1",
        ),
        (GOOD + "entry:\n  sent: nonsense\n  within: 3d\n", "workflow.yaml:12: entry.sent"),
        (GOOD + "entry:\n  not:\n    sent: a.b\n    within: soon\n", "workflow.yaml:14: entry.not.within"),
        (GOOD + "  - {id: w, type: wait, after: 24}\n", "24 is no duration"),
        (GOOD + "  - {id: w, type: wait, after: 99999999999d}\n", "longer than anyone waits"),
        (GOOD + "  - {id: w, type: wait, day: 2, at: '09:00+02:00'}\n", "the recipient's own clock"),
        (GOOD + "    valid_for: 0h\n", "is no duration"),
        (GOOD + "title: Other\n", "the key 'title' stands twice"),
        (GOOD.replace("Welcome", "Vær").encode("latin-1"), "cannot be read"),
    ],
)
def test_a_slip_is_told_where_it_stands(tmp_path: Path, content: str | bytes, told: str) -> None:
    assert told in refused(tmp_path, content)


def test_one_slip_is_told_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, GOOD + "    perpose: marketing\n").splitlines()) == 1
