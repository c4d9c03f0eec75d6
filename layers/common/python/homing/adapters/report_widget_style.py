"""The report's own styles inside a CloudWatch dashboard: in its reader's theme, and nowhere else on the page.

CloudWatch lets `<style>` in, and takes scripts, frames and `<use>` out:
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
"""

import re
from functools import cache

from homing.adapters.report_page import styles

ROOT = "homing-figures"
NARROW = 620
"""Pixels of a widget below which two pictures do not fit beside each other."""

_COLOURS = re.compile(r":root \{(.*?)\}", re.S)
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}\s*\}", re.S)
_RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
_OF_A_PAGE = frozenset({"*", "html", "body", "main, header, footer", "header", "footer", "h1"})


@cache
def style(theme: str, *, narrow: bool) -> str:
    """A style element whose every rule holds for our own root alone."""
    css = styles()
    dark, light = _DARK.search(css), _COLOURS.search(css)
    colours = dark if theme == "dark" and dark else light
    rules = [f".{ROOT} {{{colours[1] if colours else ''} overflow-wrap: break-word; color: inherit; "]
    rules.append("font-variant-numeric: tabular-nums; --card: transparent; --page: transparent}")
    for selectors, body in _RULE.findall(_COLOURS.sub("", _DARK.sub("", css))):
        if selectors.strip() not in _OF_A_PAGE:
            scoped = ", ".join(f".{ROOT} {each.strip()}" for each in selectors.split(","))
            rules.append(f"{scoped} {{{body}}}")
    rules.append(f".{ROOT} > p {{margin-bottom: 12px}}")
    rules.append(f".{ROOT} .scroll {{margin: 0; padding: 0}}")
    rules.append(f".{ROOT} .card {{border: 0; padding: 0; margin: 0; box-shadow: none}}")
    if narrow:
        rules.append(f".{ROOT} .pair {{grid-template-columns: minmax(0, 1fr)}}")
    return f"<style>{''.join(rules)}</style>"
