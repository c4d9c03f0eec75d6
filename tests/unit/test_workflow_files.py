"""Workflow files: each mistake is told with its line and a way out; what is right is loaded and versioned."""

from pathlib import Path

import pytest
from homing.adapters.workflow_files import load, load_file
from homing.adapters.workflow_set import WorkflowSet, compiled
from homing.domain.errors import InvalidWorkflow
from homing.domain.workflow import Status

ROOT = Path(__file__).parents[2]

GOOD = """\
name: welcome
title: Welcome series
status: live
stage: before
trigger:
  type: event
  event: Subscribed
goal:
  event: Order Completed
  within: 14d
steps:
  - id: hello
    type: email
  - id: day_2
    type: wait
    day: 2
    at: "09:00"
  - id: story
    type: email
"""
LAST = GOOD.count("\n")
BRANCH = """\
  - id: who
    type: branch
    arms:
      - name: vip
        when: {fact: contact.orders, at_least: 3}
        steps:
          - id: thanks
            type: email
"""


def written(folder: Path, text: str, name: str = "welcome") -> Path:
    path = folder / name / "workflow.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def mistake(folder: Path, text: str) -> str:
    """What is said of a file, without its name."""
    path = written(folder, text)
    with pytest.raises(InvalidWorkflow) as refusal:
        load_file(path)
    return str(refusal.value).replace(str(path), "FILE")


def instead(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


MISTAKES = {
    "unknown key": (
        instead("title:", "titel:"),
        "FILE:2: titel: unknown key; did you mean 'title'?",
    ),
    "unknown key of a step": (
        instead("    day: 2\n", "    day: 2\n    att: '10:00'\n"),
        "FILE:17: steps.1.att: unknown key; did you mean 'at'?",
    ),
    "unknown key like no other": (
        GOOD + "zzzzz: 1\n",
        f"FILE:{LAST + 1}: zzzzz: unknown key; remove it",
    ),
    "missing key": (instead("title: Welcome series\n", ""), "FILE:1: title: is missing; add it"),
    "missing key of a part": (
        instead("  within: 14d\n", ""),
        "FILE:8: goal.within: is missing; add it",
    ),
    "bad duration": (
        instead("14d", "a fortnight"),
        "FILE:10: goal.within: 'a fortnight' is no duration; write a number and m, h, d or w",
    ),
    "duplicate step": (instead("id: story", "id: hello"), "step id 'hello' is used twice"),
    "unknown fact": (
        GOOD + "entry: {fact: contact.orderz, is: 1}\n",
        f"FILE:{LAST + 1}: entry: unknown fact 'contact.orderz'; did you mean 'contact.orders'?",
    ),
    "fact compared twice": (
        GOOD + "entry: {fact: contact.orders, at_least: 1, at_most: 3}\n",
        f"FILE:{LAST + 1}: entry: compare a fact in exactly one way",
    ),
    "unknown event": (
        instead("event: Subscribed", "event: Subscribd"),
        "unknown event 'Subscribd'; did you mean 'Subscribed'?",
    ),
    "wait that counts two ways": (
        instead('    at: "09:00"\n', "    after: 24h\n"),
        "FILE:14: steps.1: a wait counts days (day: 2, at: '09:00') or time (after: 24h)",
    ),
    "wait that counts no way": (
        instead('    day: 2\n    at: "09:00"\n', ""),
        "FILE:14: steps.1: a wait counts days (day: 2, at: '09:00') or time (after: 24h)",
    ),
    "wait by time with a clock": (
        instead("    day: 2\n", "    after: 24h\n"),
        "FILE:14: steps.1: 'at' goes with 'day'",
    ),
    "wait too long": (instead("day: 2", "day: 400"), "FILE:16: steps.1.day: Input should be less"),
    "no clock time": (instead('"09:00"', "nine"), "FILE:17: steps.1.at: Input should be in a valid"),
    "unknown kind of step": (
        instead("type: wait", "type: pause"),
        "FILE:14: steps.1: Input tag 'pause' found using 'type' does not match any",
    ),
    "step of no kind": (
        instead("    type: wait\n", ""),
        "FILE:14: steps.1: Unable to extract tag using discriminator 'type'",
    ),
    "bad step id": (instead("id: day_2", "id: Day 2"), "FILE:14: steps.1.id: String should match"),
    "bad status": (
        instead("live", "on"),
        "FILE:3: status: Input should be 'draft', 'live', 'paused' or 'draining'",
    ),
    "another folder's name": (
        instead("name: welcome", "name: greeting"),
        "FILE:1: the workflow is named 'greeting' but its folder 'welcome'; give both the same name",
    ),
    "no mail at all": (instead("type: email", "type: exit").replace("email", "exit"), "add an email"),
    "cart without a quiet trigger": (
        GOOD + "key: cart\n",
        "only a quiet trigger watches carts; write key: contact, or type: quiet",
    ),
    "mistake in an arm": (
        GOOD + BRANCH + "            valid_for: soon\n",
        f"FILE:{LAST + 9}: steps.3.arms.0.steps.0.valid_for: 'soon' is no duration",
    ),
    "an update of what the shop tells": (
        GOOD + "  - {id: note, type: update, set: {email: a@example.com}}\n",
        f"FILE:{LAST + 1}: steps.3: 'email' comes from the shop; an update may set any other name",
    ),
    "too good an offer": (
        GOOD + "    offer:\n      percent: 95\n      valid_for: 3d\n",
        f"FILE:{LAST + 2}: steps.2.offer.percent: Input should be less than or equal to 90",
    ),
    "not YAML": (GOOD + "\tsteps: []\n", "FILE:20: this is not YAML: found character"),
    "two documents": (GOOD + "---\na: 1\n", "FILE:20: this is not YAML: but found another document"),
    "code": (GOOD + "x: !!python/name:os.system\n", "FILE:20: this is not YAML: could not determine"),
    "an empty file": ("", "FILE:1: the file: Input should be a valid dictionary"),
    "a list": ("- name: welcome\n", "FILE:1: the file: Input should be a valid dictionary"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line_and_a_way_out(tmp_path: Path, text: str, said: str) -> None:
    assert said in mistake(tmp_path, text)


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = instead("title:", "titel:").replace("14d", "long").replace("live", "on")

    told = {line.split(": ")[0] for line in mistake(tmp_path, text).splitlines()}

    assert told == {"FILE:1", "FILE:2", "FILE:3", "FILE:10"}


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, instead("live", "on"))
    written(tmp_path, GOOD.replace("14d", "long"), "greeting")
    written(tmp_path, GOOD.replace("name: welcome", "name: right"), "right")

    with pytest.raises(InvalidWorkflow) as refusal:
        load(tmp_path)

    first, *rest = str(refusal.value).splitlines()
    assert first.startswith(f"{tmp_path}/greeting/workflow.yaml:10: ")
    assert [line.split(": ")[0] for line in rest] == [f"{tmp_path}/welcome/workflow.yaml:3"]


def test_a_folder_without_workflows_is_told_rather_than_an_empty_set(tmp_path: Path) -> None:
    with pytest.raises(InvalidWorkflow, match="name the folder that holds the workflows"):
        load(tmp_path)
    with pytest.raises(InvalidWorkflow, match="name the folder that holds the workflows"):
        load(tmp_path / "nowhere")


def test_a_folder_is_loaded_by_name_and_what_is_no_workflow_is_passed_over(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, GOOD.replace("name: welcome", "name: again"), "again")
    (tmp_path / "_layout").mkdir()
    (tmp_path / "README.md").write_text("workflow.yaml")

    assert [found.name for found in load(tmp_path)] == ["again", "welcome"]


def version(folder: Path, text: str) -> str:
    path = folder / "welcome" / "workflow.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_file(path).version


@pytest.mark.parametrize(
    "changed",
    [
        instead("Welcome series", "Another title"),
        instead("day: 2", "day: 3"),
        instead("id: story", "id: tale"),
        instead("14d", "15d"),
        GOOD + "    valid_for: 2d\n",
        GOOD + BRANCH,
    ],
)
def test_another_definition_is_another_version(tmp_path: Path, changed: str) -> None:
    assert version(tmp_path, changed) != version(tmp_path, GOOD)


@pytest.mark.parametrize(
    "same",
    [
        GOOD,
        instead("live", "paused"),  # it is paused and resumed as it is
        instead("live", "draft"),
        "# A comment\n" + GOOD,
        instead("14d", "2w"),
        instead('"09:00"', "'09:00'"),
    ],
)
def test_the_same_definition_is_the_same_version(tmp_path: Path, same: str) -> None:
    assert version(tmp_path, same) == version(tmp_path, GOOD)


def test_a_version_is_short_enough_to_read(tmp_path: Path) -> None:
    assert len(version(tmp_path, GOOD)) == 12


def test_workflows_survive_the_layers_json() -> None:
    loaded = load(ROOT / "workflows")

    assert tuple(WorkflowSet.from_compiled(compiled(loaded)).all()) == loaded


def test_a_workflow_with_everything_survives_the_layers_json(tmp_path: Path) -> None:
    written(
        tmp_path,
        instead("steps:", "entry: {not: {any: [{fact: cart.has_code, is: true}, {all: []}]}}\nsteps:")
        + BRANCH
        + "        # after the arm\n    otherwise:\n      - {id: note, type: update, set: {vip: false}}\n"
        + "  - id: last\n    type: email\n    only_if: {not: {sent: welcome.hello, within: 90d}}\n"
        + "    offer: {percent: 10, valid_for: 36h}\n",
    )
    loaded = load(tmp_path)

    assert tuple(WorkflowSet.from_compiled(compiled(loaded)).all()) == loaded


@pytest.mark.parametrize(
    ("drafts_play", "playing"),
    [(False, {"live"}), (True, {"live", "draft"})],
)
def test_a_rehearsal_plays_drafts_and_nobody_enters_what_is_paused_or_draining(
    tmp_path: Path, drafts_play: bool, playing: set[str]
) -> None:
    for status in Status:
        text = GOOD.replace("live", status).replace("name: welcome", f"name: {status}")
        written(tmp_path, text, status)

    known = WorkflowSet(load(tmp_path), drafts_play=drafts_play)

    assert {found.name for found in known.live()} == playing
    assert {found.name for found in known.all()} == {status.value for status in Status}
    assert known.get("draining") is not None
    assert known.get("gone") is None
