"""The sandbox in which every template is filled: its files are many people's, and strangers' words go in.

Jinja2's own sandbox keeps templates away from Python; this one also bounds what they may take, and leaves
no way to show what somebody told as markup.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import BaseLoader, Template, TemplateError, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from homing.adapters.template_context import Told

MOST_ROUNDS = 5_000
"""Rounds of all loops of one part of a mail together; a cart of a hundred things takes hundreds."""
LARGEST_PART = 1_000_000
"""Signs of one part of a mail; programs cut off what is longer than a tenth of it."""
LARGEST_RANGE = 1_000

METHODS_OF_TEXT = frozenset(
    {
        *(
            "capitalize",
            "endswith",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
        ),
        *("rpartition", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper"),
    }
)
FILTERS_LEFT_OUT = frozenset(
    {
        *("attr", "map"),  # reach attributes by a name that the data may choose
        *("safe", "forceescape", "xmlattr", "urlize", "tojson"),  # write markup
        *("center", "format", "indent", "wordwrap", "pprint"),  # make much of little
        "random",
    }
)
GLOBALS_LEFT_OUT = ("lipsum", "namespace", "dict")
UNFILLED = (
    *(TemplateError, ArithmeticError, AttributeError, LookupError),
    *(MemoryError, RecursionError, TypeError, ValueError),
)
"""What a template raises that cannot be filled."""

_ROUNDS, _COUNTED = "_rounds", "_counted"


class Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox where `cart.items` is the cart's items, not the method of a dict."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            autoescape=lambda name: name is not None and name.endswith((".html", ".text")),
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            finalize=lambda value: "" if value is None else value,
            auto_reload=False,
            cache_size=-1,
        )
        for name in FILTERS_LEFT_OUT:
            del self.filters[name]
        for name in GLOBALS_LEFT_OUT:
            del self.globals[name]
        self.globals |= {"range": _range, _ROUNDS: _round}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What an event told, an item of a mapping, or an attribute that is safe."""
        if isinstance(obj, Told):
            return obj[attribute]
        # Asked for first because nearly all are dicts, and an abstract class takes longer to ask for.
        if isinstance(obj, (dict, Mapping)) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of a text nothing but what cuts, compares or replaces: a format can be of any length."""
        if isinstance(obj, str | bytes):
            return attr in METHODS_OF_TEXT
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Let `format` be judged as any method of a text."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply and divide numbers, and nothing else."""
        if operator == "**" or any(isinstance(each, str | bytes | list | tuple) for each in (left, right)):
            raise SecurityError(f"{operator} is for numbers only")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Let every round of a loop and of a macro be counted, and nobody turn the escaping off."""
        tree = super()._parse(source, name, filename)
        for node in tree.find_all((nodes.EvalContextModifier, nodes.Import, nodes.FromImport)):
            raise TemplateSyntaxError("neither autoescape nor import is allowed here", node.lineno, name)
        for loop in tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock)):
            count = nodes.Call(nodes.Name(_ROUNDS, "load"), [], [], None, None)
            loop.body = [nodes.Output([count]).set_lineno(loop.lineno), *loop.body]  # type: ignore[attr-defined]
        return tree


def fill(template: Template, values: Mapping[str, Any]) -> str:
    """The text of a template.

    Raises:
        SecurityError: it takes more rounds or room than it may, or reaches for what is not there for it.
    """
    text = template.render({**values, _COUNTED: [0]})
    if len(text) > LARGEST_PART:
        raise SecurityError(f"longer than {LARGEST_PART:,} signs")
    return text


@pass_context
def _round(context: Context) -> str:
    counted = context[_COUNTED]
    counted[0] += 1
    if counted[0] > MOST_ROUNDS:
        raise SecurityError(f"more than {MOST_ROUNDS:,} rounds of loops")
    return ""


def _range(*args: int) -> range:
    made = range(*args)
    if len(made) > LARGEST_RANGE:
        raise SecurityError(f"a range of more than {LARGEST_RANGE:,} numbers")
    return made
