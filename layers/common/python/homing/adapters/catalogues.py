"""What the mails and pages say, in every language: gettext catalogues, one for each workflow and one shared.

`locales/<locale>/LC_MESSAGES/homing.po` holds the texts of `_layout` and `_pages`, `<workflow>.po` those of a
workflow. A locale ships if it has the shared one; a workflow speaks the locales that have its own. At build
time only.
"""

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import TemplateSyntaxError

from homing.domain.errors import InvalidWorkflow

SHARED = "homing"
WITH_TEXTS = ("*/emails/*.mjml", "_layout/*.mjml", "_pages/*.html", "*/sms/*.txt", "*/notes/*.txt")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OPTIONS = {"encoding": "utf-8", "silent": "false", "trimmed": "true", "newstyle_gettext": "true"}

Files = Mapping[str, Mapping[str, Path]]
"""The catalogues of each locale that ships, by their name."""


def files(workflows: Path) -> Files:
    """Every catalogue of a folder of workflows."""
    return {
        shared.parents[1].name: {path.stem: path for path in sorted(shared.parent.glob("*.po"))}
        for shared in sorted(workflows.glob(f"locales/*/LC_MESSAGES/{SHARED}.po"))
    }


def compiled(found: Files) -> dict[str, str]:
    """Each locale's catalogues in one .mo, in base64."""
    return {locale: mo(_merged(locale, catalogues)) for locale, catalogues in found.items()}


def languages(found: Files) -> dict[str, list[str]]:
    """The locales that each workflow speaks; one without any catalogue of its own is not named."""
    named = sorted({name for catalogues in found.values() for name in catalogues} - {SHARED})
    return {name: [locale for locale, catalogues in found.items() if name in catalogues] for name in named}


def texts(workflows: Path) -> dict[str, Catalog]:
    """Every text of every template, untranslated, by the name of the catalogue that it belongs to.

    Raises:
        InvalidWorkflow: a template that Jinja2 cannot read.
    """
    found = {SHARED: Catalog()}
    for path in sorted(
        {path for pattern in WITH_TEXTS for path in workflows.glob(pattern)}, key=_shared_first
    ):
        place = path.relative_to(workflows)
        owner = SHARED if place.parts[0].startswith("_") else place.parts[0]
        catalogue = found.setdefault(owner, Catalog())
        for _, message, comments, context in _extracted(path):
            if owner == SHARED or not found[SHARED].get(message, context):
                catalogue.add(message, None, [(place.as_posix(), 0)], auto_comments=comments, context=context)
    return found


def untranslated(workflows: Path) -> list[str]:
    """The texts that a catalogue of a locale ought to have and has not, a line each."""
    wanted, told = texts(workflows), []
    for locale, catalogues in files(workflows).items():
        for name, path in catalogues.items():
            catalogue = read(path)
            for message in wanted.get(name, Catalog()):
                if message.id and not is_translated(catalogue.get(message.id, message.context)):
                    place = message.locations[0][0]
                    said = message.id[0] if isinstance(message.id, tuple) else message.id
                    told.append(f"{path}: {said!r} of {place} has no translation to {locale}; write it")
    return told


def is_translated(message: Message | None) -> bool:
    """Whether every form of a text is written."""
    if message is None or message.fuzzy:
        return False
    return all(message.string if isinstance(message.string, tuple | list) else (message.string,))


def read(path: Path) -> Catalog:
    """One catalogue; an empty file is one."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def _shared_first(path: Path) -> tuple[bool, Path]:
    return not path.parent.name.startswith("_"), path


def _extracted(path: Path) -> list[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    try:
        with path.open("rb") as file:
            return list(extract("jinja2", file, comment_tags=("For translators:",), options=_OPTIONS))
    except TemplateSyntaxError as error:
        raise InvalidWorkflow(f"{path}:{error.lineno}: {error.message}") from error


def _merged(locale: str, catalogues: Mapping[str, Path]) -> Catalog:
    merged, said_in = Catalog(locale=locale, creation_date=EPOCH, fuzzy=False), dict[object, Path]()
    for path in catalogues.values():
        for message in read(path):
            if not message.id or not is_translated(message):
                continue
            before = merged.get(message.id, message.context)
            if before and before.string != message.string:
                other = said_in[message.id, message.context]
                raise InvalidWorkflow(
                    f"{path}: {message.id!r} is {message.string!r} here and {before.string!r} in {other}; "
                    "give it one translation, or tell the two apart by a context"
                )
            merged.add(message.id, message.string, flags=message.flags, context=message.context)
            said_in[message.id, message.context] = path
    return merged


def mo(catalogue: Catalog) -> str:
    """A catalogue as gettext reads it, in base64."""
    # Babel would write today's date, and the same catalogue would give other bytes.
    catalogue.creation_date = EPOCH
    out = BytesIO()
    write_mo(out, catalogue)
    return b64encode(out.getvalue()).decode("ascii")
