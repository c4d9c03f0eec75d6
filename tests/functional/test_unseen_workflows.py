"""Workflows that nobody had in mind: they validate, compile, rehearse, and end alike on either engine."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from homing.adapters.workflow_files import load
from homing.domain.steps import EmailStep, Step
from homing.domain.walk import flatten

from infra.asl.compiler import compile_workflow, to_text
from local import lines, play
from local.deployment import Deployment
from local.rehearse import Engine, Stage, open_deployment
from local.validate import findings
from tests.builders import DAY, HOUR, MINUTE, at, recipient, stamp, tracked
from tests.functional.test_moto_engine import outcomes
from tests.journeys.subscribers import subscribed

ROOT = Path(__file__).parents[2]
UNSEEN = ROOT / "tests" / "unseen"
START = at("2026-03-02 00:00")
BEGAN = at("2026-03-03 09:20")
KINDS = {kind.model_fields["type"].annotation for kind in Step.__args__[0].__args__}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("unseen") / "workflows"
    shutil.copytree(UNSEEN, made)
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, made / part)
    for workflow in load(made):
        for step in flatten(workflow.steps):
            if isinstance(step, EmailStep):
                mail = made / workflow.name / "emails" / f"{step.id}.mjml"
                mail.parent.mkdir(exist_ok=True)
                shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", mail)
    return made


def people() -> Iterator[str]:
    """One who uses it at once, one later, one never, a large one, one who goes, and one who stays."""
    for number, seats in enumerate((1, 1, 1, 40, 2, 3), start=1):
        then = BEGAN + number * 7 * MINUTE
        space = f"w{number}"
        yield from subscribed(number, phone=f"+4791234{number:03}")
        yield tracked(
            "Trial Started",
            number,
            at=then,
            workspace=space,
            seats=seats,
            ends_at=stamp(then + 14 * DAY),
            every_days=9,
        )
        if number == 1:
            yield from (tracked("Feature Used", 1, at=then + n * HOUR, feature="wardrobe") for n in (1, 2))
        if number == 2:
            yield tracked("Feature Used", 2, at=then + 3 * DAY, feature="planner")
        if number == 5:
            yield tracked("Workspace Closed", 5, at=then + 4 * DAY, workspace=space)
        if number in (1, 2, 6):
            yield tracked("Trial Converted", number, at=then + 10 * DAY, workspace=space)
    yield tracked(
        "Letter Moved", 2, at=at("2026-03-27 08:00"), workspace="w2", next_at="2026-04-20T16:00:00Z"
    )
    yield tracked("Letter Declined", 6, at=at("2026-03-28 08:00"))
    yield recipient("click", 4, at=BEGAN + 2 * HOUR, workflow="trial", step="key")


def played(folder: Path, engine: Engine) -> Deployment:
    stage = Stage(workflows=folder, shop=ROOT / "shop.yaml", start=START, days=80, engine=engine)
    told = lines.parse(people(), "people")
    deployment = open_deployment(stage, told)
    play.schedule(deployment, told)
    deployment.agenda.run(stage.end)
    return deployment


def test_there_is_every_kind_of_step_among_them(folder: Path) -> None:
    used = {step.type for workflow in load(folder) for step in flatten(workflow.steps)}

    assert used == {name for kind in KINDS for name in kind.__args__}


def test_they_validate(folder: Path) -> None:
    assert findings(folder, ROOT / "shop.yaml") == []


def test_they_compile_to_the_same_text_each_time(folder: Path) -> None:
    for workflow in load(folder):
        assert to_text(compile_workflow(workflow)) == to_text(compile_workflow(workflow))


def test_everybody_gets_what_their_story_asks_for(folder: Path) -> None:
    with closing(played(folder, Engine.MEMORY)) as deployment:
        got: dict[str, list[str]] = {}
        for line in deployment.timeline.lines:
            if line["kind"] in ("sent", "notified") and line["step"] not in ("guide", "film"):
                got.setdefault(line["email"].partition("@")[0], []).append(line["step"])

        assert got == {
            "person1": ["key", "deeper", "ends_text", *["letter"] * 4, "thanks"],
            "person2": ["key", "well_begun", "ends_text", *["letter"] * 4, "thanks"],
            "person3": ["key", "hand", "ends", "ends_text"],
            "person4": ["key", "hand", "ends", "ends_text"],
            "person5": ["key"],
            "person6": ["key", "hand", "ends_text", "letter", "letter", "thanks"],
        }
        assert not deployment.crashes
        assert not deployment.dead_letters()


def test_they_end_alike_on_either_engine(folder: Path) -> None:
    with closing(played(folder, Engine.MEMORY)) as memory, closing(played(folder, Engine.MOTO)) as moto:
        assert outcomes(moto) == outcomes(memory)
        assert not moto.dead_letters()
