"""The catalogues say everything the mails say, in every language, and nothing else."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from homing.adapters import catalogues
from homing.adapters.mjml import compile_templates
from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.domain.errors import InvalidWorkflow

from tools.catalogue import WORKFLOWS, extract, update, updated

TEXTS = extract()
CATALOGUES = sorted(WORKFLOWS.glob("locales/*/LC_MESSAGES/*.po"))
in_every_catalogue = pytest.mark.parametrize(
    "path", CATALOGUES, ids=lambda path: f"{path.parents[1].name}-{path.stem}"
)


@in_every_catalogue
def test_every_text_is_translated_and_none_is_obsolete_or_fuzzy(path: Path) -> None:
    catalogue = catalogues.read(path)

    assert {message.id for message in catalogue} == {message.id for message in TEXTS[path.stem]} | {""}
    assert not catalogue.obsolete
    for message in catalogue:
        assert not message.fuzzy
        assert not message.id or catalogues.is_translated(message), message.id


@in_every_catalogue
def test_a_translation_keeps_the_places_to_fill(path: Path) -> None:
    for message in catalogues.read(path):
        if message.id:
            wanted, found = (
                set(re.findall(r"%\(\w+\)s", str(part))) for part in (message.id, message.string)
            )
            assert wanted == found


@in_every_catalogue
def test_a_catalogue_is_what_the_tool_writes(path: Path) -> None:
    assert path.read_bytes() == updated(path, TEXTS[path.stem])


def test_no_catalogue_is_without_the_shared_one() -> None:
    assert {path.parent for path in CATALOGUES} == {
        path.parent for path in CATALOGUES if path.stem == "homing"
    }


def written(folder: Path, texts: dict[str, str], **translations: str) -> Path:
    """A folder of workflows with these templates, and catalogues by `<locale>_<name>` as id=translation."""
    for place, text in texts.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for place, pairs in translations.items():
        locale, name = place.split("_", 1)
        path = folder / "locales" / locale / "LC_MESSAGES" / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        said = (pair.split("=") for pair in pairs.split(";") if pair)
        path.write_text("\n\n".join(f'msgid "{text}"\nmsgstr "{word}"' for text, word in said), "utf-8")
    return folder


TWO_FLOWS = {
    "_layout/footer.mjml": "{{ _('Bye') }}",
    "a/emails/one.mjml": "{{ _('Hello') }} {{ _('Bye') }}",
    "b/emails/two.mjml": "{{ _('Hello') }} {{ _('More') }}",
}


def test_a_text_belongs_to_its_workflow_and_to_the_shared_catalogue_if_the_layout_says_it(
    tmp_path: Path,
) -> None:
    found = extract(written(tmp_path, TWO_FLOWS))

    assert {name: [each.id for each in texts if each.id] for name, texts in found.items()} == {
        "homing": ["Bye"],
        "a": ["Hello"],
        "b": ["Hello", "More"],
    }


def test_one_text_with_two_translations_is_refused_with_both_files(tmp_path: Path) -> None:
    folder = written(tmp_path, {}, nb_homing="", nb_a="Hello=Hei", nb_b="Hello=God dag")

    with pytest.raises(InvalidWorkflow, match=r"b\.po: 'Hello' is 'God dag' here and 'Hei' in .*a\.po"):
        compile_templates(folder)


def test_a_text_that_two_catalogues_say_alike_is_fine(tmp_path: Path) -> None:
    folder = written(tmp_path, {}, nb_homing="", nb_a="Hello=Hei", nb_b="Hello=Hei;More=Mer", en_homing="")

    found = compile_templates(folder)

    assert set(found.catalogues) == {"en", "nb"}
    assert found.languages == {"a": ["nb"], "b": ["nb"]}


def test_a_catalogue_that_lacks_a_text_of_its_mails_is_told_of(tmp_path: Path) -> None:
    folder = written(tmp_path, TWO_FLOWS, nb_homing="Bye=Ha det", nb_b="Hello=Hei", nl_homing="")

    told = catalogues.untranslated(folder)

    assert [line.replace(str(folder), "") for line in told] == [
        "/locales/nb/LC_MESSAGES/b.po: 'More' of b/emails/two.mjml has no translation to nb; write it",
        "/locales/nl/LC_MESSAGES/homing.po: 'Bye' of _layout/footer.mjml has no translation to nl; write it",
    ]


def test_a_template_that_cannot_be_read_is_told_of_with_its_line(tmp_path: Path) -> None:
    folder = written(tmp_path, {"a/emails/one.mjml": "{{ _('Hello') }}\n{% trans %}no end"})

    with pytest.raises(InvalidWorkflow, match=r"one\.mjml:2: "):
        extract(folder)


def test_an_update_begins_english_and_moves_a_translation_with_its_text(tmp_path: Path) -> None:
    folder = written(tmp_path, TWO_FLOWS, nb_homing="Hello=Hei;Bye=Ha det;Old=Gammel", nb_a="")

    update(folder)

    assert catalogues.languages(catalogues.files(folder)) == {"a": ["en", "nb"], "b": ["en"]}
    assert catalogues.untranslated(folder) == []
    assert {path.stem: said(path) for path in folder.glob("locales/nb/*/*.po")} == {
        "homing": {"Bye": "Ha det"},
        "a": {"Hello": "Hei"},
    }


def said(path: Path) -> dict[object, object]:
    return {message.id: message.string for message in catalogues.read(path) if message.id}


@pytest.mark.parametrize(
    ("written_in", "asked", "read"),
    [
        ({}, "nl", "nl"),
        ({"a": ["nb", "nl"]}, "nl", "nl"),
        ({"a": ["nb", "en"]}, "nl", "en"),
        ({"a": ["nb", "en"]}, "nn-NO", "nb"),
        ({"a": ["nb"]}, "nl", "nb"),
        ({"a": ["de"]}, "nl", "de"),
        ({"b": ["de"]}, "nl", "nl"),
        ({"a": ["nb", "en"]}, "fi", "nb"),
    ],
)
def test_a_mail_is_whole_in_a_language_that_its_workflow_is_written_in(
    written_in: dict[str, list[str]], asked: str, read: str
) -> None:
    part = {"subject": "", "preheader": "", "html": "{{ locale }}", "text": ""}
    empty = {locale: catalogues.mo(Catalog(locale=locale)) for locale in ("nb", "en", "nl", "de")}
    templates = CompiledTemplates({"a/x": part}, empty, languages=written_in)

    email = JinjaRenderer(templates, default_locale="nb").render("a", "x", asked, {})

    assert (email.html, email.locale) == (read, read)
