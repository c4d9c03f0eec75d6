"""`make previews`: every mail, text and page in every language, as a phone and as a desk show it."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from babel import Locale
from homing.adapters.mjml import compile_templates
from homing.adapters.page_renderer import PageRenderer
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates
from homing.domain.shop import Shop
from jinja2 import Environment, FileSystemLoader, select_autoescape

from local.demo.goods import PRODUCTS
from local.demo.pictures import pictures
from local.readings import Readings
from local.sample_pages import PAGES, STATES
from local.sample_readers import PICTURE, known, unknown

FOLDER = "shown"
PHONE, DESK = 390, 720


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A file as a screen of some width shows it, and for whom it was filled."""

    file: str
    width: int
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One mail, text or page in one language; a text is shown as it is, the others in frames."""

    name: str
    language: str
    locale: str
    title: str
    frames: Sequence[Frame] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


class Gallery:
    """Writes the files of one folder of workflows."""

    def __init__(self, templates: CompiledTemplates, shop: Shop, out: Path) -> None:
        self._templates = templates
        self._shop = shop
        self._readings = Readings(templates, shop)
        self._pages = PageRenderer(templates, shop)
        self._out = out

    def write(self) -> Path:
        """Write everything; the page to open."""
        (self._out / FOLDER).mkdir(parents=True, exist_ok=True)
        self._picture = self._draw()
        chapters: dict[str, list[Piece]] = {}
        for piece in (*self._written(), *self._shown()):
            chapters.setdefault(piece.name.partition("/")[0], []).append(piece)
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=select_autoescape(["html", "jinja"]),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        page = environment.get_template("gallery.html.jinja").render(shop=self._shop, chapters=chapters)
        index = self._out / "index.html"
        index.write_text(page, encoding="utf-8")
        return index

    def _written(self) -> Iterator[Piece]:
        readers = {"all known": known(self._shop), "nothing known": unknown(self._shop)}
        for name, locale in self._readings.written():
            parts = {who: self._readings.parts(name, locale, context) for who, context in readers.items()}
            if len(parts["all known"]) == 1:
                texts = {who: told[0] for who, told in parts.items()}
                yield self._piece(name, locale, name.split("/")[-1], texts=texts)
                continue
            files = {who: self._save(name, locale, who, told[-1]) for who, told in parts.items()}
            frames = (
                Frame(file=files["all known"], width=PHONE, reader="phone, all known"),
                Frame(file=files["all known"], width=DESK, reader="desk, all known"),
                Frame(file=files["nothing known"], width=PHONE, reader="phone, nothing known"),
            )
            yield self._piece(name, locale, parts["all known"][0], frames=frames)

    def _shown(self) -> Iterator[Piece]:
        shown = [(page, state, told) for page, each in STATES.items() for state, told in each.items()]
        for page, state, context in shown:
            name = page if context is PAGES[page] else f"{page}-{state}"
            for locale in sorted(self._templates.catalogues):
                file = self._save(name, locale, "page", self._pages.render(page, locale, context))
                frames = (
                    Frame(file=file, width=PHONE, reader="phone"),
                    Frame(file=file, width=DESK, reader="desk"),
                )
                yield self._piece(f"pages/{name}", locale, name.replace("_", " "), frames=frames)

    def _piece(
        self,
        name: str,
        locale: str,
        title: str,
        *,
        frames: Sequence[Frame] = (),
        texts: Mapping[str, str] | None = None,
    ) -> Piece:
        language = Locale.parse(locale).english_name or locale
        return Piece(
            name=name, language=language, locale=locale, title=title, frames=frames, texts=texts or {}
        )

    def _save(self, name: str, locale: str, who: str, html: str) -> str:
        file = f"{FOLDER}/{name.replace('/', '-')}-{locale}-{who.replace(' ', '-')}.html"
        shown = html.replace(f'src="{escape(self._shop.url + PICTURE)}"', f'src="{self._picture}"')
        (self._out / file).write_text(shown, encoding="utf-8")
        return file

    def _draw(self) -> str:
        """The picture of the sample's sweater, seen from the files beside it."""
        sweater = [each for each in PRODUCTS if "sweater" in each.handle]
        (drawn,) = pictures(self._shop.colours, sweater).values()
        (self._out / FOLDER / "sweater.svg").write_bytes(drawn)
        return "sweater.svg"


def main(out: Path) -> None:
    """Write the gallery of this repository's workflows."""
    workflows = Path("workflows")
    index = Gallery(compile_templates(workflows), load_shop(Path("shop.yaml")), out).write()
    print(f"Written to {index}; open it in a browser.")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/previews"))
