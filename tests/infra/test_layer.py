"""The layer holds what functions import, and nothing that only a build needs."""

import json
import sys
from pathlib import Path

import pytest
from homing.adapters import workflow_set
from homing.adapters.templates import CompiledTemplates
from homing.domain.shop import Shop

from infra import layer_contents

pytestmark = pytest.mark.xdist_group("synth")
LARGEST = 30 * 1024 * 1024  # bytes unpacked; Lambda loads it at every cold start


@pytest.fixture(scope="module")
def python() -> Path:
    folder, _ = layer_contents.build("sandbox")
    return folder / "python"


def test_the_layer_is_small(python: Path) -> None:
    assert sum(path.stat().st_size for path in python.rglob("*") if path.is_file()) < LARGEST


def test_what_only_a_build_needs_stays_out(python: Path) -> None:
    names = {path.name for path in python.iterdir()}

    assert {"homing", "pydantic", "jinja2", "babel", "tzdata", "boto3", "aws_lambda_powertools"} < names
    assert not names & {"yaml", "mrml", "pip", "bin"}
    assert not list(python.rglob("*.pyi"))


def test_compiled_packages_are_for_arm(python: Path) -> None:
    libraries = [path.name for path in python.rglob("*.so")]

    assert libraries
    assert not [name for name in libraries if "cpython-313-aarch64" not in name]


def test_every_module_is_compiled_if_a_python_of_lambdas_is_here(python: Path) -> None:
    compiled = {path.name.partition(".")[0] for path in (python / "homing").rglob("*.cpython-313.pyc")}
    modules = {path.stem for path in (python / "homing").rglob("*.py")}

    assert compiled == (modules if layer_contents.for_lambda().interpreter else set())


def test_compiled_modules_hold_whatever_the_time_of_their_file_and_tell_lambdas_paths(tmp_path: Path) -> None:
    (tmp_path / "homing").mkdir()
    (tmp_path / "homing" / "one.py").write_text("def name(): return __file__\n", "utf-8")

    layer_contents.compile_modules(tmp_path, sys.executable)

    (bytecode,) = (path.read_bytes() for path in tmp_path.rglob("*.pyc"))
    unchecked_hash = 1
    assert int.from_bytes(bytecode[4:8], "little") == unchecked_hash
    assert b"/opt/python/homing/one.py" in bytecode
    assert bytes(tmp_path) not in bytecode


def test_babel_keeps_the_shops_languages_with_their_regions(python: Path) -> None:
    kept = {path.stem for path in (python / "babel" / "locale-data").glob("*.dat")}

    assert {"root", "en", "en_GB", "nb", "no"} <= kept
    assert {name.partition("_")[0] for name in kept} == {
        "root",
        "en",
        "nb",
        "nn",
        "no",
        "nl",
        "de",
        "es",
    }


def test_functions_read_workflows_shop_and_mails_as_json(python: Path) -> None:
    compiled = python / "homing" / "compiled"
    workflows = workflow_set.WorkflowSet.from_compiled((compiled / "workflows.json").read_text("utf-8"))
    templates = CompiledTemplates.load((compiled / "templates.json").read_text("utf-8"))

    assert "{{ subject }}" in templates.digest
    assert "<mj-" not in templates.digest
    assert not list(python.rglob("*.mjml"))
    assert {each.name for each in workflows.all()} >= {"welcome", "abandoned_cart"}
    assert all(each.version for each in workflows.all())
    assert Shop.model_validate(json.loads((compiled / "shop.json").read_text("utf-8"))).name
    assert "welcome/welcome" in templates.mails


def test_an_unchanged_tree_gives_the_same_layer(python: Path) -> None:
    folder, digest = layer_contents.build("sandbox")

    assert (folder.name, folder / "python") == (digest, python)
