"""Bring workflows/locales up to date with the texts in the mails: `python -m tools.catalogue update`.

`extract` only lists the texts. English is the language of the templates, so its catalogues fill themselves;
an empty file `<workflow>.po` begins any other language of a workflow.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import write_po
from homing.adapters import catalogues
from homing.adapters.templates import SOURCE_LOCALE

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / "workflows"
# Headers that change from day to day or say nothing.
UNSTEADY = (b'"POT-', b'"PO-', b'"Last-', b'"Generated-', b'"Report-', b'"Project-', b'"Language-Team')


def extract(workflows: Path = WORKFLOWS) -> dict[str, Catalog]:
    """Every text, untranslated, by the name of its catalogue."""
    return catalogues.texts(workflows)


def updated(path: Path, template: Catalog) -> bytes:
    """The catalogue at `path` with the template's messages: kept where translated, empty where new.

    A text that moved here from another catalogue of the locale brings its translation along.
    """
    locale = path.parents[1].name
    olds = [catalogues.read(each) for each in (path, *sorted(path.parent.glob("*.po"))) if each.exists()]
    catalogue = Catalog(locale=locale, fuzzy=False, header_comment=f"# Texts of {path.stem} in {locale}.")
    for message in template:
        if message.id:
            found = (old.get(message.id, message.context) for old in olds)
            kept = next((each for each in found if catalogues.is_translated(each)), None)
            untranslated = ("",) * catalogue.num_plurals if message.pluralizable else ""
            text = message.id if locale == SOURCE_LOCALE else (kept.string if kept else untranslated)
            catalogue.add(
                message.id,
                text,
                message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    out = BytesIO()
    write_po(out, catalogue, width=100, omit_header=False, include_lineno=False, sort_by_file=True)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(UNSTEADY))


def update(workflows: Path = WORKFLOWS) -> None:
    """Bring every catalogue up to date; of English, what is missing is begun."""
    template = extract(workflows)
    begun = {workflows / "locales" / SOURCE_LOCALE / "LC_MESSAGES" / f"{name}.po" for name in template}
    # Written together at the end: a text that moves finds its translation where it was.
    new = {
        path: updated(path, template.get(path.stem, Catalog()))
        for path in sorted({*workflows.glob("locales/*/LC_MESSAGES/*.po"), *begun})
    }
    for path, content in new.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main(arguments: list[str]) -> int:
    """Run one verb."""
    match arguments:
        case ["extract"]:
            for name, template in extract().items():
                print(f"# {name}", *(message.id for message in template if message.id), sep="\n")
        case ["update"]:
            update()
        case _:
            print("usage: python -m tools.catalogue extract|update", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
