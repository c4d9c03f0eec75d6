"""In which language people are written to: theirs, and the whole mail in another where a flow lacks it."""

import shutil
from pathlib import Path

import pytest

from tests.builders import at, subscriber, webhook
from tests.journeys.conftest import ROOT, Story, play

SIGNED_UP = at("2026-03-04 10:00")


def signs_up_in(country: str, workflows: Path) -> Story:
    new = subscriber(at=SIGNED_UP, default_address={"country_code": country})
    return play([webhook("customers/create", new, at=SIGNED_UP)], workflows=workflows, days=3)


@pytest.mark.parametrize(
    ("country", "locale", "subject"),
    [
        ("NO", "nb", "Velkommen til Fjord & Fell"),
        ("NL", "nl", "Welkom bij Fjord & Fell"),
        ("DE", "de", "Willkommen bei Fjord & Fell"),
        ("ES", "es", "Te damos la bienvenida a Fjord & Fell"),
        ("GB", "en", "Welcome to Fjord & Fell"),
    ],
)
def test_a_newcomer_is_greeted_in_the_language_of_their_country(
    country: str, locale: str, subject: str
) -> None:
    (greeting,) = signs_up_in(country, ROOT / "workflows").of("sent")

    assert (greeting["locale"], greeting["subject"]) == (locale, subject)


def test_where_a_flow_lacks_the_language_the_mail_is_english_and_counted_as_that(tmp_path: Path) -> None:
    workflows = tmp_path / "workflows"
    shutil.copytree(ROOT / "workflows", workflows)
    (workflows / "locales/de/LC_MESSAGES/welcome.po").unlink()

    (greeting,) = signs_up_in("DE", workflows).of("sent")

    assert (greeting["locale"], greeting["subject"]) == ("en", "Welcome to Fjord & Fell")
