"""The part of a mail that its plain text is read off: the same text as the whole mail gives, to the byte."""

from typing import Any

import pytest
from homing.adapters.plain_text import plain_text
from homing.adapters.readable_part import readable_part
from jinja2 import Environment

from tests.unit.test_templates import TEMPLATES, every_version, known_or_not, rendered


@every_version
@known_or_not
def test_every_mail_reads_as_its_html_does(mail: str, locale: str, context: dict[str, Any]) -> None:
    if mail.startswith("abandoned_cart/") and context.get("cart") is None:
        context = context | {"offer": None, "cart": {"items": [], "currency": "NOK"}}
    email = rendered(mail, locale, context)

    assert email.text == plain_text(email.html)


@pytest.mark.parametrize("mail", sorted(TEMPLATES.mails))
def test_it_is_a_fraction_of_the_mail(mail: str) -> None:
    parts = TEMPLATES.mails[mail]

    assert len(parts["text"]) < len(parts["html"]) / 3


@pytest.mark.parametrize(
    "html",
    [
        "<p>One</p> <p> {{ some }} <b> two</b></p>",
        "<div>a <i> b</i></div><div> <img> </div><div>c</div>",
        "<td>\n {% if none %}<img>{% else %}<i aria-hidden='true'>x</i>{% endif %}\n </td><td>y</td>",
        "<style>{% if some %}</style><div>{{ some }}</div><style>{% endif %}</style>z",
        "<head>{% set said = some %}</head>{{ said }} &amp; &lt;b&gt; &#160;x",
        "<!-- {% for each in many %} --><p>{{ each }}</p><!-- {% endfor %} -->",
        "<ul>{% for each in many %}<li>{{ each }}</li>\n{% endfor %}</ul>",
        '<a href="{{ link }}?a=1&amp;b={{ none }}">{{ some }}</a> <a href="{{ link }}">{{ link }}</a>',
        '<div style="display:none">{{ many }}<div>no</div></div><tr><td> {{ none }} </td></tr>{{ some }}',
        "<div>{{ none }}<br>{{ none }}</div>{{ none }}<p>{{ none }}</p><div> {{ some }}<hr>end</div>",
        "{{ marked }}<div> jk <b> jk</b> k<b> j</b></div>",
    ],
)
def test_awkward_templates_read_as_their_html_does(html: str) -> None:
    context = {"some": " one & two ", "none": "", "many": ["a", "", " b "], "link": "https://a.example.com"}
    environment = Environment(autoescape=True)

    def text(template: str) -> str:
        return plain_text(environment.from_string(template).render(context))

    assert text(readable_part(html)) == text(html)
