"""The text side of a mail: what a reader without HTML gets."""

import pytest
from homing.adapters.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br />three</p>", "One\n\nTwo\nthree\n"),
        (
            '<p>See <a href="https://a.example.com/x?a=1&amp;b=2">this</a>.</p>',
            "See this: https://a.example.com/x?a=1&b=2.\n",
        ),
        ('<a href="https://a.example.com">https://a.example.com</a>', "https://a.example.com\n"),
        ('<a href="mailto:a@example.com">a@example.com</a>', "a@example.com\n"),
        ('<a href="https://a.example.com"><img src="x" alt="x"></a>end', "end\n"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two\n"),
        (
            "<table><tr><td>One</td><td><div>Two</div></td></tr><tr><td>Three</td></tr></table>",
            "One\nTwo\n\nThree\n",
        ),
        (
            "<head><title>T</title><style>a{}</style></head><!-- no --><!--[if mso]><b>no</b><![endif]-->x",
            "x\n",
        ),
        ('<div style="display: none">no<br>no<b>no</b></div><i aria-hidden="true">no</i>yes', "yes\n"),
        ("a  \n b &amp; &lt;c&gt;", "a b & <c>\n"),
    ],
)
def test_text_says_what_the_html_shows(html: str, text: str) -> None:
    assert plain_text(html) == text
