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
from pathlib import Path

from homing.adapters import mjml, shop_file, workflow_files, workflow_set
from uv import find_uv_bin

ROOT = Path(__file__).parents[1]
COMMON = ROOT / "layers" / "common"
BUILD = ROOT / "build" / "layer"
PYTHON_VERSION = "3.13"
FOR_LAMBDA = ("--python-platform", "aarch64-manylinux2014", "--python-version", PYTHON_VERSION)
"""Which wheels uv takes; a benchmark asks for those of the machine that it runs on."""

_NEVER_IMPORTED = ("bin", "*.dist-info", "**/__pycache__", "**/tests", "**/*.pyi", "**/py.typed")


def build(stage: str, wheels: Sequence[str] = FOR_LAMBDA) -> tuple[Path, str]:
    """The layer's folder for a stage, and the hash that names it; an unchanged tree is not built again."""
    digest = _digest(stage, wheels)
    target = BUILD / digest
    if not target.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
            folder = Path(scratch, "layer")
            _fill(folder / "python", stage, wheels)
            with contextlib.suppress(OSError):  # another process was faster, and made the same
                folder.rename(target)
    return target, digest


def write_compiled(folder: Path, stage: str) -> None:
    """The workflows, the shop and the mails of a stage as functions read them: JSON, no YAML and no MJML."""
    folder.mkdir(parents=True, exist_ok=True)
    workflows = workflow_files.load(ROOT / "workflows")
    shop = shop_file.load_shop(ROOT / "shop.yaml", stage)
    (folder / "workflows.json").write_text(workflow_set.compiled(workflows), "utf-8")
    (folder / "shop.json").write_text(shop.model_dump_json(by_alias=True), "utf-8")
    (folder / "templates.json").write_text(mjml.compile_templates(ROOT / "workflows").dump(), "utf-8")


def _fill(python: Path, stage: str, wheels: Sequence[str]) -> None:
    _install(python, wheels)
    for pattern in _NEVER_IMPORTED:
        for path in python.glob(pattern):
            _remove(path)
    _keep_locales(python / "babel" / "locale-data", stage)
    package = python / "homing"
    shutil.copytree(COMMON / "python" / "homing", package, ignore=shutil.ignore_patterns("__pycache__"))
    for built in (
        "core_yaml",
        "mjml",
        "shop_file",
        "workflow_files",
    ):  # these need mrml and PyYAML, which stay here
        (package / "adapters" / f"{built}.py").unlink()
    write_compiled(package / "compiled", stage)


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


def _digest(stage: str, wheels: Sequence[str]) -> str:
    digest = hashlib.sha256(" ".join((stage, *wheels)).encode())
    for path in _inputs():
        digest.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def _inputs() -> Iterator[Path]:
    yield from (Path(__file__), COMMON / "requirements.txt", *sorted(ROOT.glob("shop*.yaml")))
    for folder in (COMMON / "python" / "homing", ROOT / "workflows"):
        yield from sorted(
            path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
        )
