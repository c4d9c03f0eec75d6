"""Whether markup holds what none of our templates writes: something that runs, or leads astray."""

from html.parser import HTMLParser

SCHEMES = ("https://", "http://", "mailto:", "tel:", "#")
NEVER = frozenset({"script", "iframe", "object", "embed", "form", "svg", "base"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NEVER:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            leads = name in {"href", "src", "action", "background"}
            if name.startswith("on") or (leads and not (value or "#").lower().startswith(SCHEMES)):
                self.found.append(f"{name}={value!r}")


def foreign(html: str) -> list[str]:
    """What a mail holds that no template of ours writes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
