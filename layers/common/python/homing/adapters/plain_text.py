"""The text/plain side of a mail, read off its HTML.

html2text is GPL and inscriptis needs lxml, too heavy for the layer; a mail needs little of either.
"""

import re
from html.parser import HTMLParser

PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "table", "tr", "blockquote"})
LINES = frozenset({"div", "td", "li"})
_HIDDEN = {"head", "style", "script", "title"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class Visible(HTMLParser):
    """Tells what of an HTML text is seen: tags, texts, and where links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._hidden: list[str] = []  # open tags from the outermost hidden one inwards

    def start(self, tag: str, href: str) -> None:
        """A tag that opens; `href` is empty where none is."""

    def end(self, tag: str) -> None:
        """A tag that closes."""

    def text(self, text: str) -> None:
        """What stands between tags."""

    def hidden_text(self, text: str) -> None:
        """What stands there unseen."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """HTMLParser's own."""
        given = dict(attrs)
        unseen = (
            "display:none" in (given.get("style") or "").replace(" ", "")
            or given.get("aria-hidden") == "true"
        )
        if tag not in _VOID and (self._hidden or tag in _HIDDEN or unseen):
            self._hidden.append(tag)
        if not self._hidden:
            self.start(tag, given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """HTMLParser's own."""
        if not self._hidden:
            if tag not in _VOID:
                self.end(tag)
        elif tag in self._hidden:
            while self._hidden.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """HTMLParser's own."""
        if self._hidden:
            self.hidden_text(data)
        else:
            self.text(data)


class _Reader(Visible):
    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self._link: tuple[str, int] | None = None

    def start(self, tag: str, href: str) -> None:
        self._break(tag)
        if tag == "li":
            self.out.append("- ")
        elif tag == "a":
            self._link = (href, len(self.out))

    def end(self, tag: str) -> None:
        if tag == "a" and self._link:
            href, start = self._link
            said = "".join(self.out[start:]).strip()
            if said and href and said != href.removeprefix("mailto:"):
                self.out.append(
                    f": {href}" if href.startswith("http") else f" ({href.removeprefix('mailto:')})"
                )
            self._link = None
        self._break(tag)

    def text(self, text: str) -> None:
        self.out.append(re.sub(r"[ \t\r\n]+", " ", text))

    def _break(self, tag: str) -> None:
        if tag in PARAGRAPHS:
            self.out.append("\n\n")
        elif tag == "br" or (tag in LINES and not "".join(self.out[-2:]).rstrip(" ").endswith("\n")):
            self.out.append("\n")


def plain_text(html: str) -> str:
    """The mail as text: paragraphs apart, lists dashed, every link spelled out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = "\n".join(line.strip(" ") for line in "".join(reader.out).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
