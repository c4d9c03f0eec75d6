"""What a reader would stumble over is found, and what only looks like it is left alone."""

import pytest

from local.awkward_passages import awkward_passages


@pytest.mark.parametrize(
    ("rendered", "what"),
    [
        ("Hi ,\nhow are you?", "a space before a punctuation mark"),
        ("Hi,\nhow are you?", "a greeting to nobody"),
        ("Hei, !", "a greeting to nobody"),
        ("Your code is None.", "a missing value"),
        ("Valid until {{ day }}", "a place that was not filled"),
        ("Order %(order)s", "a place that was not filled"),
        ("Thank you  very much", "two spaces"),
        ("Thank you, .", "two punctuation marks"),
        ("Thank you\n, Kari", "a line that starts with a punctuation mark"),
        ("A sweater ()", "an empty pair of marks"),
        ('<html><a href="">See</a></html>', "a link that leads nowhere"),
        ('<html><a href="None">See</a></html>', "a link that leads nowhere"),
        ('<html><a href="/cart">See</a></html>', "a link that leads nowhere"),
        ('<html><a href="mailto:">See</a></html>', "a link that leads nowhere"),
        ('<html><img src="" alt="Sweater"></html>', "a picture that is nowhere"),
        ('<html><img src="https://a.example.com/a.jpg" alt=""></html>', "a picture without words"),
        ('<html><h1 class="a"> </h1></html>', "an empty heading"),
        ("<html><p>Hi ,</p></html>", "a space before a punctuation mark"),
    ],
)
def test_what_a_reader_would_stumble_over_is_named(rendered: str, what: str) -> None:
    assert any(found.startswith(f"{what}: ") for found in awkward_passages(rendered))


@pytest.mark.parametrize(
    "rendered",
    [
        "Hi there,\nsoon…",
        "Hei, Kari!",
        "Hei!",
        "¡Hola!",
        "Soon ... or at 9:05, for 1 299,50 kr?",
        "Unsubscribe \u00a0·\u00a0 Choose what you get",
        '<html><a href="mailto:hei@a.example.com">hei@a.example.com</a><h1>Nonetheless</h1></html>',
        '<html><a href="https://a.example.com/?a=1"><img alt="Hat" src="https://a.example.com/h.jpg"></a></html>',
    ],
)
def test_what_reads_well_is_left_alone(rendered: str) -> None:
    assert awkward_passages(rendered) == []
