"""The repository as it is checked in: which files there are, and what they say."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """Every checked-in file that is there, by its path from the root."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(name for name in listed.splitlines() if (ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """Every checked-in file that is text."""
    found = {}
    for name in tracked():
        try:
            found[name] = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def modules(*folders: str) -> dict[str, ast.Module]:
    """The parsed Python modules under some folders."""
    wanted = tuple(f"{folder}/" for folder in folders)
    return {
        name: ast.parse(text)
        for name, text in texts().items()
        if name.endswith(".py") and name.startswith(wanted)
    }


def documents() -> dict[str, str]:
    """What people read about the project."""
    return {name: text for name, text in texts().items() if name.endswith(".md")}


def named(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    """Every public class and function of a module, and every public method, by its dotted name."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield f"{node.name}.{inner.name}", inner
