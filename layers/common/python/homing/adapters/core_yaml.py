"""YAML as people mean it: the core schema of YAML 1.2, where `NO` is Norway and `10:30` a time of day.

PyYAML reads YAML 1.1, whose `NO` is false and whose `10:30` is the number 630.
"""

import re
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"
_PLAIN = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", "~nN"),
)


class CoreLoader(yaml.SafeLoader):
    """A safe loader that resolves plain words by the core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping whose keys stand once: YAML forbids two alike, PyYAML takes the last."""
        keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for position, key in enumerate(keys):
            if any(key.value == earlier.value for earlier in keys[:position]):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


for _kind, _pattern, _first in _PLAIN:
    CoreLoader.add_implicit_resolver(f"{_TAG}{_kind}", re.compile(rf"^(?:{_pattern})$"), list(_first))
CoreLoader.add_implicit_resolver(f"{_TAG}null", re.compile(r"^$"), [""])
CoreLoader.add_implicit_resolver(f"{_TAG}merge", re.compile(r"^(?:<<)$"), ["<"])


def load(text: str) -> Any:
    """What a text says.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(text, Loader=CoreLoader)


def compose(text: str) -> Any:
    """The text's nodes with their places, None for an empty one; raises as `load` does."""
    return yaml.compose(text, Loader=CoreLoader)
