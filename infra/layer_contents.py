"""What the Lambda layer holds: locked packages, our package, and the compiled workflows, mails and shop.

Built without Docker, once per change: the folder is named by a hash of everything that goes in.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from homing.adapters import mjml, segment_files, shop_file, workflow_files, workflow_set
from homing.domain.workflow import Status
from uv import find_uv_bin

from infra import service_models

ROOT = Path(__file__).parents[1]
COMMON = ROOT / "layers" / "common"
BUILD = ROOT / "build" / "layer"
PYTHON_VERSION = "3.13"
IN_LAMBDA = "/opt/python"

_NEVER_IMPORTED = ("bin", "*.dist-info", "**/__pycache__", "**/tests", "**/*.pyi", "**/py.typed")


@dataclass(frozen=True, slots=True)
class Target:
    """Whose wheels uv takes, and the interpreter that compiles the modules, None if there is none."""

    wheels: tuple[str, ...]
    interpreter: str | None


@cache
def for_lambda() -> Target:
    """Arm's wheels, compiled by any Python of Lambda's version that uv finds on this machine."""
    wheels = ("--python-platform", "aarch64-manylinux2014", "--python-version", PYTHON_VERSION)
    return Target(wheels, find_python(PYTHON_VERSION))


def for_python(interpreter: str) -> Target:
    """The wheels of an interpreter of this machine, which compiles them too."""
    return Target(("--python", interpreter), interpreter)


def find_python(version: str) -> str | None:
    """The path of a Python of this version."""
    asked = [find_uv_bin(), "python", "find", "--no-project", version]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else None


def build(stage: str, target: Target | None = None) -> tuple[Path, str]:
    """The layer's folder for a stage, and the hash that names it; an unchanged tree is not built again."""
    target = target or for_lambda()
    digest = _digest(stage, target)
    place = BUILD / digest
    if not place.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
            folder = Path(scratch, "layer")
            _fill(folder / "python", stage, target)
            with contextlib.suppress(OSError):  # another process was faster, and made the same
                folder.rename(place)
    return place, digest


def write_compiled(folder: Path, stage: str) -> None:
    """The workflows, the shop and the mails of a stage as functions read them: JSON, no YAML and no MJML.

    Drafts stay here: nothing of them is deployed, and no function takes the time to read them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    workflows = [each for each in workflow_files.load(ROOT / "workflows") if each.status is not Status.DRAFT]
    segments = segment_files.load(ROOT / segment_files.FOLDER)
    templates = mjml.compile_templates(ROOT / "workflows").of([each.name for each in workflows])
    shop = shop_file.load_shop(ROOT / "shop.yaml", stage)
    (folder / "workflows.json").write_text(workflow_set.compiled(workflows, segments), "utf-8")
    (folder / "shop.json").write_text(shop.model_dump_json(by_alias=True), "utf-8")
    (folder / "templates.json").write_text(templates.dump(), "utf-8")


def _fill(python: Path, stage: str, target: Target) -> None:
    _install(python, target.wheels)
    for pattern in _NEVER_IMPORTED:
        for path in python.glob(pattern):
            _remove(path)
    _keep_locales(python / "babel" / "locale-data", stage)
    package = python / "homing"
    shutil.copytree(
        COMMON / "python" / "homing", package, ignore=shutil.ignore_patterns("__pycache__", "*.mjml")
    )
    for built in (
        "core_yaml",
        "mjml",
        "segment_files",
        "shop_file",
        "workflow_files",
        "yaml_mistakes",
        "yaml_places",
    ):  # these need mrml and PyYAML, which stay here
        (package / "adapters" / f"{built}.py").unlink()
    service_models.trim(python)
    write_compiled(package / "compiled", stage)
    if target.interpreter is not None:
        compile_modules(python, target.interpreter)


def compile_modules(python: Path, interpreter: str) -> None:
    """Bytecode beside every module: a layer is read-only, so what lacks it is compiled at every cold start.

    It holds for its source unasked, since CDK's archive changes every file's time, and tells Lambda's paths.
    """
    paths = ["-s", str(python), "-p", IN_LAMBDA]
    command = [interpreter, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", *paths]
    subprocess.run([*command, str(python)], check=True)


def _install(python: Path, wheels: Sequence[str]) -> None:
    command = [
        find_uv_bin(),
        "pip",
        "install",
        "--quiet",
        "--target",
        str(python),
        "--no-deps",
        "--require-hashes",
    ]
    locked = ["--only-binary", ":all:", "-r", str(COMMON / "requirements.txt")]
    subprocess.run([*command, *wheels, *locked], check=True)


def _keep_locales(folder: Path, stage: str) -> None:
    """Babel knows a thousand locales in 33 MB; a shop writes in a few languages, each with its regions."""
    shop = shop_file.load_shop(ROOT / "shop.yaml", stage)
    languages = {locale.partition("_")[0] for locale in shop.locales}
    kept = {"root", *languages} | ({"no", "nn"} if "nb" in languages else set())
    for path in folder.glob("*.dat"):
        if path.stem.partition("_")[0] not in kept:
            path.unlink()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _digest(stage: str, target: Target) -> str:
    bytecode = "compiled" if target.interpreter else "source"
    digest = hashlib.sha256(" ".join((stage, bytecode, *target.wheels)).encode())
    for path in _inputs():
        digest.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def _inputs() -> Iterator[Path]:
    ours = (Path(__file__), Path(service_models.__file__))
    yield from (*ours, COMMON / "requirements.txt", *sorted(ROOT.glob("shop*.yaml")))
    for folder in (COMMON / "python" / "homing", ROOT / "workflows", ROOT / segment_files.FOLDER):
        yield from sorted(
            path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
        )
