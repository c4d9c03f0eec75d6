"""What is sent without markup: text messages, notes to colleagues, the words that a webhook carries.

Each is a file of Jinja2 and gettext: `<workflow>/sms/<step>.txt`, or `notes/` for the rest.
"""

import re
from pathlib import Path

from homing.adapters.jinja_tags import MARK, HiddenTags

SMS, NOTES = KINDS = ("sms", "notes")
_COMMENT = re.compile(r"\{#.*?#\}\s*", re.DOTALL)
# GSM-7 has neither of these, and one alone would halve what a message holds:
# https://www.3gpp.org/ftp/Specs/archive/23_series/23.038/
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "..."}
    | dict.fromkeys("\u00a0\u202f", " ")
)


def compile_texts(workflows_dir: Path) -> dict[str, str]:
    """Every text under a folder of workflows, as `check_up/sms/tomorrow`."""
    return {
        f"{path.parents[1].name}/{kind}/{path.stem}": _without_lines_of_tags(path.read_text("utf-8"))
        for kind in KINDS
        for path in sorted(workflows_dir.glob(f"*/{kind}/*.txt"))
    }


def finished(kind: str, text: str) -> str:
    """A text as it leaves: a text message in one line of plain signs, the others without loose ends."""
    if kind == SMS:
        return " ".join(text.translate(_PLAIN).split())
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)


def _without_lines_of_tags(source: str) -> str:
    """A line on which tags only open or close something shows nothing, not even its own break."""
    tags = HiddenTags()
    lines = tags.hide(_COMMENT.sub("", source)).strip().splitlines(keepends=True)
    return tags.show("".join(line.strip() if _shows_nothing(line, tags) else line for line in lines))


def _shows_nothing(line: str, tags: HiddenTags) -> bool:
    marks = [mark[0] for mark in MARK.finditer(line)]
    return bool(marks) and not MARK.sub("", line).strip() and tags.statements(line) == marks
