"""No template gets out of its sandbox, takes more than its share, or shows as markup what somebody told."""

import time
from pathlib import Path
from typing import Any

import pytest
from homing.adapters import catalogues
from homing.adapters.mjml import compile_templates
from homing.adapters.page_renderer import PageRenderer
from homing.adapters.shop_file import load_shop
from homing.adapters.template_sandbox import LARGEST_RANGE, MOST_ROUNDS
from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.domain.errors import InvalidWorkflow, RenderFailed

ROOT = Path(__file__).parents[2]
CATALOGUES = catalogues.compiled(catalogues.files(ROOT / "workflows"))
SHOP = load_shop(ROOT / "shop.yaml")

ESCAPES = (
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ['']|map(attribute='__class__')|list }}",
    "{{ [contact]|sum(attribute='__class__') }}",
    "{{ contact.__init__.__globals__ }}",
    "{{ _.__globals__ }}",
    "{{ range.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ '{0.__class__}'.format_map({}) }}",
    "{{ ('%s' % contact) }}",
    "{{ '{0.__class__}'|format('') }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ contact.update({'first_name': 'Eve'}) }}",
    "{{ products.append(1) }}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../../etc/passwd' %}",
)
BOMBS = (
    "{% for x in range(10**9) %}{% endfor %}",
    f"{{% for x in range({LARGEST_RANGE + 1}) %}}{{% endfor %}}",
    "{% for x in range(1000) %}{% for y in range(1000) %}{% endfor %}{% endfor %}",
    "{% for a in 'abcdefghijk' %}{% for b in 'abcdefghijk' %}{% for c in 'abcdefghijk' %}"
    "{% for d in 'abcdefghijk' %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(90) }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{{ 'a' * 10**9 }}",
    "{{ [0] * 10**9 }}",
    "{{ 9**9**9 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ 'a'.ljust(10**9) }}",
    "{{ 'a'.zfill(10**9) }}",
    "{{ 'a'|center(10**9) }}",
    "{{ 'a'|indent(10**9) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{% for x in range(1000) %}" + "a" * 1100 + "{% endfor %}",
)
ITSELF = "{% extends 'a/b.html' %}"
WAYS_TO_MARKUP = (
    "{{ contact.first_name|safe }}",
    "{{ contact.first_name|forceescape }}",
    "{{ {'onclick': contact.first_name}|xmlattr }}",
    "{{ contact.first_name|urlize }}",
    "{{ contact.first_name|tojson }}",
    "{% autoescape false %}{{ contact.first_name }}{% endautoescape %}",
    "{% set n = namespace() %}",
)


def filled(source: str, part: str = "html", **told: Any) -> str:
    parts = {"subject": "", "preheader": "", "html": "", "text": ""} | {part: source}
    renderer = JinjaRenderer(CompiledTemplates({"a/b": parts}, CATALOGUES), default_locale="en")
    context = {**SHOP.for_mails(), "contact": {"first_name": "Ada"}, "products": [], "links": {}} | told
    return str(getattr(renderer.render("a", "b", "en", context), part))


@pytest.mark.parametrize("source", [*ESCAPES, *BOMBS, *WAYS_TO_MARKUP, ITSELF])
def test_no_template_gets_out_or_takes_too_much(source: str) -> None:
    began = time.process_time()

    with pytest.raises(RenderFailed, match="a/b in en"):
        filled(source)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("source", [*ESCAPES, *BOMBS])
def test_nor_does_a_subject_a_text_message_or_a_page(source: str) -> None:
    with pytest.raises(RenderFailed):
        filled(source, "subject")
    texts = CompiledTemplates({}, CATALOGUES, texts={"a/sms/b": source})
    with pytest.raises(RenderFailed):
        JinjaRenderer(texts, default_locale="en").render_text("a", "sms", "b", "en", {})
    pages = CompiledTemplates({}, CATALOGUES, pages={"a.html": source})
    with pytest.raises(RenderFailed):
        PageRenderer(pages, SHOP).render("a", "en", {})


def test_what_a_large_cart_asks_for_is_there() -> None:
    source = "{% for x in cart['items'] %}{% for y in range(10) %}.{% endfor %}{% endfor %}"
    cart = {"items": [{"title": "Socks"}] * 100}

    assert len(filled(source, cart=cart)) == 1000
    assert MOST_ROUNDS > 1100


def test_what_somebody_told_is_never_read_as_a_template() -> None:
    told = "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}"

    shown = filled("{{ contact.first_name }}", contact={"first_name": told})

    assert shown == told


def test_a_mail_includes_nothing_from_outside_of_the_workflows(tmp_path: Path) -> None:
    (tmp_path / "secret.mjml").write_text("<mj-text>secret</mj-text>", "utf-8")
    emails = tmp_path / "workflows" / "a" / "emails"
    emails.mkdir(parents=True)
    for path in ("../secret.mjml", str(tmp_path / "secret.mjml")):
        (emails / "b.mjml").write_text(
            f'<mjml><mj-body><mj-include path="{path}"/></mj-body></mjml>', "utf-8"
        )

        with pytest.raises(InvalidWorkflow, match="lies outside of"):
            compile_templates(tmp_path / "workflows")


def test_a_mail_that_includes_itself_is_refused(tmp_path: Path) -> None:
    emails = tmp_path / "a" / "emails"
    emails.mkdir(parents=True)
    (emails / "b.mjml").write_text('<mjml><mj-include path="a/emails/b.mjml" /></mjml>', "utf-8")

    with pytest.raises(InvalidWorkflow, match="includes itself"):
        compile_templates(tmp_path)
