"""How the code reads: short modules, a sentence for every name, no clock and no vendor where none belongs."""

import ast
import re
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT, modules, named, texts

LONGEST_MODULE = 200
LONGEST_HANDLER = 40
CODE = ("layers", "functions", "infra", "local")

LONG_FOR_A_REASON = {
    "layers/common/python/homing/domain/zone_table.py": "generated: one line a country",
}

VAGUE = re.compile(r"manager|helper|utils?|data", re.IGNORECASE)
VAGUE_FOR_A_REASON = {
    "infra/stacks/data.py": "the stack of what is stored, beside the stack of what runs",
    "DataStack": "the stack of what is stored, beside the stack of what runs",
}

PORTS = "layers/common/python/homing/services/ports/"
OUR_WORDS = ("layers/common/python/homing/domain", "layers/common/python/homing/services")
NOT_OURS_TO_ASK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "uuid4"}
CHANCE = {"random", "secrets", "uuid"}
VENDOR = {"boto3", "botocore"}
VENDOR_PLACES = ("/adapters/", "local/moto_engine/")
"""The adapters, and the engine that has moto stand in for what they speak to."""
VENDOR_FOR_A_REASON = {
    "infra/service_models.py": "cuts the SDK's own models, by the SDK's own names",
    "local/aws_answers.py": "tells AWS's errors to the terminal",
    "local/deployed.py": "where the verbs of `homing` meet an account",
    "local/emulator/session.py": "an account that is nobody's, on the loopback interface",
    "local/form_commands.py": "signs with the key of a deployment's pages",
    "local/preflight/account.py": "looks at an account before anything is deployed",
    "local/secret_commands.py": "secrets go in before anything is deployed",
}


def _lengths(*folders: str) -> dict[str, int]:
    return {name: len(texts()[name].splitlines()) for name in modules(*folders)}


@pytest.mark.parametrize("folder", [*CODE, "tools"])
def test_a_module_can_be_read_at_one_sitting(folder: str) -> None:
    long = {name for name, lines in _lengths(folder).items() if lines > LONGEST_MODULE}

    assert long - LONG_FOR_A_REASON.keys() == set()


def test_every_exception_to_the_length_is_still_needed() -> None:
    long = {name for name, lines in _lengths(*CODE).items() if lines > LONGEST_MODULE}

    assert LONG_FOR_A_REASON.keys() - long == set()


def test_a_handler_says_parse_call_return_and_no_more() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in modules("functions").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_HANDLER
    ]

    assert long == []


def _is_property(node: ast.ClassDef | ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(each) for each in node.decorator_list)


def _verbs_of_the_ports() -> set[str]:
    trees = (tree for module, tree in modules("layers").items() if module.startswith(PORTS))
    return {name.partition(".")[2] for tree in trees for name, _ in named(tree) if "." in name}


def test_every_module_and_every_public_name_says_what_it_is_for() -> None:
    """A property whose name says all needs no sentence, nor does a verb that a port has described."""
    ports = _verbs_of_the_ports()
    silent = []
    for module, tree in modules(*CODE).items():
        if ast.get_docstring(tree) is None and tree.body:
            silent.append(module)
        for name, node in named(tree):
            described = module.startswith("local/") and name.partition(".")[2] in ports
            if ast.get_docstring(node) is None and not _is_property(node) and not described:
                silent.append(f"{module}:{node.lineno} {name}")

    assert silent == []


def test_a_docstring_begins_with_a_sentence() -> None:
    """Or it is the example that says it shorter, or the path of the function that it belongs to."""
    unfinished = []
    for module, tree in modules(*CODE).items():
        for name, node in named(tree):
            first = (ast.get_docstring(node) or ".").split("\n\n")[0].rstrip()
            is_example = re.fullmatch(r"`[^`]+`", first) is not None
            is_path = first.endswith(".py") and (ROOT / first).is_file()
            if not (first.endswith(".") or is_example or is_path):
                unfinished.append(f"{module}:{node.lineno} {name}: {first}")

    assert unfinished == []


def test_no_name_is_so_vague_that_anything_fits_in() -> None:
    everywhere = (*CODE, "tools", "tests")
    files = [name for name in modules(*everywhere) if VAGUE.fullmatch(Path(name).stem)]
    classes = [
        node.name
        for tree in modules(*everywhere).values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        if any(VAGUE.fullmatch(word) for word in re.findall(r"[A-Z]+[a-z]*", node.name))
    ]

    assert {*files, *classes} - VAGUE_FOR_A_REASON.keys() == set()


def test_time_and_chance_are_arguments_of_the_inner_rings() -> None:
    asked = []
    for name, tree in modules(*OUR_WORDS).items():
        asked += [f"{name}: {line}" for line in _imports(tree, CHANCE)]
        asked += [
            f"{name}:{node.lineno} {ast.unparse(node)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("dt.") in NOT_OURS_TO_ASK
        ]

    assert asked == []


@pytest.mark.parametrize("folder", CODE)
def test_aws_is_known_to_the_adapters_alone(folder: str) -> None:
    strangers = [
        f"{name}: {line}"
        for name, tree in modules(folder).items()
        if not any(place in name for place in VENDOR_PLACES) and name not in VENDOR_FOR_A_REASON
        for line in _imports(tree, VENDOR)
    ]

    assert strangers == []


def _imports(tree: ast.Module, packages: set[str]) -> list[str]:
    """The lines that import any of the packages."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                roots = {each.name.partition(".")[0] for each in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                roots = {module.partition(".")[0]}
            case _:
                continue
        if roots & packages:
            found.append(ast.unparse(node))
    return found
