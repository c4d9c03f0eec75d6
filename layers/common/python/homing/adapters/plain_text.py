"""The text/plain side of a mail, read off its HTML.

html2text is GPL and inscriptis needs lxml, too heavy for the layer; a mail needs little of either.
"""

import re
from html.parser import HTMLParser

_HIDDEN = {"head", "style", "script", "title"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "ul", "ol", "table", "tr", "blockquote"}
_LINES = {"div", "td", "li"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._hidden: list[str] = []  # open tags from the outermost hidden one inwards
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        unseen = (
            "display:none" in (given.get("style") or "").replace(" ", "")
            or given.get("aria-hidden") == "true"
        )
        if tag not in _VOID and (self._hidden or tag in _HIDDEN or unseen):
            self._hidden.append(tag)
        if self._hidden:
            return
        self._break(tag)
        if tag == "li":
            self.out.append("- ")
        elif tag == "a":
            self._link = (given.get("href") or "", len(self.out))

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        if tag in _VOID:
            return
        if tag == "a" and self._link:
            href, start = self._link
            said = "".join(self.out[start:]).strip()
            if said and href and said != href.removeprefix("mailto:"):
                self.out.append(
                    f": {href}" if href.startswith("http") else f" ({href.removeprefix('mailto:')})"
                )
            self._link = None
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.out.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.out.append("\n\n")
        elif tag == "br" or (tag in _LINES and not "".join(self.out[-2:]).rstrip(" ").endswith("\n")):
            self.out.append("\n")


def plain_text(html: str) -> str:
    """The mail as text: paragraphs apart, lists dashed, every link spelled out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = "\n".join(line.strip(" ") for line in "".join(reader.out).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
