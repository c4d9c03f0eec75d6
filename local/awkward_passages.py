"""What a reader would stumble over in a rendered mail or text, whatever its language."""

import re

from homing.adapters.plain_text import plain_text

_GREETINGS = "Hi|Hello|Dear|Hei|Kjære|Hoi|Beste|Hallo|Liebe|Lieber|Hola"
_IN_TEXT = {
    "a greeting to nobody": re.compile(rf"^(?:{_GREETINGS}) ?,\s*!?$", re.MULTILINE),
    "a missing value": re.compile(r"\b(?:None|[Uu]ndefined|NaN|null)\b"),
    "a place that was not filled": re.compile(r"\{\{|\{%|%\(\w+\)|jinja\d+mark"),
    "a space before a punctuation mark": re.compile(r"[ \u00a0]+(?:[,;:!?]|\.(?!\.))(?!\w)"),
    "a line that starts with a punctuation mark": re.compile(r"^[,.;:!?]", re.MULTILINE),
    "two punctuation marks": re.compile(r",\s*[,.]|[;:][,.;]|(?<!\.)\.\.(?!\.)"),
    "two spaces": re.compile(r"(?<=\S) {2,}(?=\S)"),
    "an empty pair of marks": re.compile(r"\(\s*\)|“\s*”|«\s*»|„\s*“"),
}
_IN_MARKUP = {
    "a link that leads nowhere": re.compile(r'\bhref="(?!https://|mailto:[^"\s]+@|tel:\+)[^"]*"'),
    "a picture that is nowhere": re.compile(r'<img\b[^>]*\bsrc="(?!https://)[^"]*"'),
    "a picture without words": re.compile(r'<img\b(?![^>]*\balt="[^"]+")[^>]*>'),
    "an empty heading": re.compile(r"<(h[1-3])\b[^>]*>\s*</\1>"),
}
_AROUND = 24


def awkward_passages(rendered: str) -> list[str]:
    """Each passage and what is wrong with it; `rendered` is the HTML of a mail, or a subject or text."""
    if "<html" not in rendered:
        return _found(_IN_TEXT, rendered)
    return _found(_IN_MARKUP, rendered) + _found(_IN_TEXT, plain_text(rendered))


def _found(rules: dict[str, re.Pattern[str]], text: str) -> list[str]:
    return [
        f"{what}: {_passage(text, match)!r}" for what, rule in rules.items() for match in rule.finditer(text)
    ]


def _passage(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
