"""Bring workflows/locales up to date with the texts in the mails: `python -m tools.catalogue update`.

`extract` only lists the texts. English is the language of the templates, so its catalogue fills itself.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / "workflows"
SOURCE_LOCALE = "en"
# Headers that change from day to day or say nothing.
UNSTEADY = (b'"POT-', b'"PO-', b'"Last-', b'"Generated-', b'"Report-', b'"Project-', b'"Language-Team')


def extract(workflows: Path = WORKFLOWS) -> Catalog:
    """Every text of every mail, untranslated."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    found = extract_from_dir(
        workflows, methods, options, comment_tags=("For translators:",), directory_filter=lambda _: True
    )
    for name, _, message, comments, context in sorted(found, key=lambda entry: entry[:2]):
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def updated(path: Path, template: Catalog) -> bytes:
    """The catalogue at `path` with the template's messages: kept where translated, empty where new."""
    locale = path.parents[1].name
    with path.open("rb") as file:
        old = read_po(file, locale=locale)
    catalogue = Catalog(locale=locale, fuzzy=False, header_comment=f"# Texts of the mails in {locale}.")
    for message in template:
        if message.id:
            kept = old.get(message.id, message.context)
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


def main(arguments: list[str]) -> int:
    """Run one verb."""
    template = extract()
    match arguments:
        case ["extract"]:
            print("\n".join(str(message.id) for message in template if message.id))
        case ["update"]:
            for path in sorted(WORKFLOWS.glob("locales/*/LC_MESSAGES/homing.po")):
                path.write_bytes(updated(path, template))
        case _:
            print("usage: python -m tools.catalogue extract|update", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
