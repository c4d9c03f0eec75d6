"""Jinja2 tags that step aside while their template is read as markup, which knows no quote of theirs."""

import re

MARK = re.compile(r"jinja([0-9]+)mark")
"""Stands for a tag: a word that no reader of markup makes anything of, not even in an address."""

_TAG = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class HiddenTags:
    """The tags of one template, each behind its mark; a translated text is one tag."""

    def __init__(self) -> None:
        self._tags: list[str] = []

    def hide(self, source: str) -> str:
        """The template with a mark for each tag."""
        return _TAG.sub(self._mark, source)

    def show(self, markup: str) -> str:
        """The markup with its tags again."""
        return MARK.sub(lambda match: self._tags[int(match[1])], markup)

    def statements(self, markup: str) -> list[str]:
        """The marks of tags that open or close something and show nothing themselves."""
        marks = MARK.finditer(markup)
        return [mark[0] for mark in marks if _is_statement(self._tags[int(mark[1])])]

    def _mark(self, match: re.Match[str]) -> str:
        self._tags.append(match[0])
        return f"jinja{len(self._tags) - 1}mark"


def _is_statement(tag: str) -> bool:
    return tag.startswith("{%") and "endtrans" not in tag
