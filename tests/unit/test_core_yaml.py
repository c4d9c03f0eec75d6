"""Plain words in a workflow file mean what people mean by them."""

import pytest
import yaml
from homing.adapters import core_yaml


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("10:30", "10:30"),
        ("09:00", "09:00"),
        ("2026-03-01", "2026-03-01"),
        ("7", 7),
        ("007", 7),
        ("-3", -3),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ("~", None),
        ("null", None),
        ("", None),
        ("12h", "12h"),
    ],
)
def test_a_plain_word_is_what_the_core_schema_says(text: str, meant: object) -> None:
    found = core_yaml.load(f"value: {text}")["value"]

    assert (found, type(found)) == (meant, type(meant))


def test_a_list_of_countries_keeps_norway() -> None:
    assert core_yaml.load("in: [NO, SE, DK]") == {"in": ["NO", "SE", "DK"]}


def test_no_object_can_be_made_by_a_file() -> None:
    with pytest.raises(yaml.YAMLError):
        core_yaml.load("!!python/object/apply:os.system ['true']")
