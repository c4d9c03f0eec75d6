"""The preference page: everything on it is as it stands, and what is posted counts, at once and no more."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from homing.adapters.links import SignedLinks
from homing.domain.consent import ConsentSource, ConsentState
from homing.domain.consent_ledger import Channel, ConsentEntry, standing
from homing.domain.contact import Trait
from homing.domain.enrollment import EnrollmentState
from homing.domain.errors import ServiceUnavailable
from homing.domain.pages import Page
from homing.domain.suppression import Suppression, SuppressionCause
from homing.domain.time import Stamp

from functions.trigger import pages
from local.account import CONTEXT
from local.api import http_request
from tests.functional.laptop import START, laptop
from tests.functional.reader import Answer, Reader
from tests.preference_forms import UNTOUCHED

NUMBER = "+4790000000"
"""The form as a subscriber in Norway finds it."""


@pytest.fixture
def reader() -> Iterator[Reader]:
    with laptop() as account:
        yield Reader(account)


def post(reader: Reader, *without: str, **changes: str) -> Answer:
    form = {name: value for name, value in {**UNTOUCHED, **changes}.items() if name not in without}
    return reader.post(Page.PREFERENCES, **form)


def entries(reader: Reader) -> list[ConsentEntry]:
    """What the page had written into the consent ledger."""
    kept = reader.account.neighbours.consent_ledger.of(reader.contact.id)
    return [each for each in kept if each.source is ConsentSource.PREFERENCES]


def fields(answer: Answer) -> dict[str, str]:
    """The form as a browser would post it untouched."""
    body = answer["body"]
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body))
    found |= dict.fromkeys(re.findall(r'name="(\w+)" value="on" checked', body), "on")
    found |= dict(re.findall(r'<input type="radio" name="(\w+)" value="(\w+)" required checked', body))
    for name, options in re.findall(r'<select id="(\w+)".*?>(.*?)</select>', body, re.DOTALL):
        (chosen,) = re.findall(r'value="([^"]+)"[^>]* selected', options)
        found[name] = chosen
    return found


def says(answer: Answer) -> list[str]:
    """What the page says is now true."""
    return [re.sub(r"<[^>]+>", "", each).strip() for each in re.findall(r"<li>(.*?)</li>", answer["body"])]


def sent(reader: Reader, days: int) -> list[str]:
    """The steps whose mails leave in so many days from the start."""
    reader.account.agenda.run(START + timedelta(days=days))
    return [mail.tag("step") for mail in reader.account.mailer.sent]


def test_the_form_shows_what_stands_and_posting_it_untouched_changes_nothing(reader: Reader) -> None:
    asked = reader.look(Page.PREFERENCES)
    before = repr(reader.account.tables)

    answer = reader.post(Page.PREFERENCES, **fields(asked))

    assert fields(asked) == {
        **UNTOUCHED,
        "shown": "marketing topic_offers topic_tips topic_feedback tracking",
    }
    assert answer["statusCode"] == 200
    assert repr(reader.account.tables) == before
    assert entries(reader) == []


def test_to_look_changes_nothing_whatever_the_link_proposes(reader: Reader) -> None:
    before = repr(reader.account.tables)

    for method in ("GET", "HEAD", "GET"):
        answer = reader.look(Page.PREFERENCES, f"?{urlencode({**UNTOUCHED, 'often': 'seldom'})}", method)
        assert answer["statusCode"] == 200

    assert repr(reader.account.tables) == before
    assert reader.told() == []


def test_a_link_may_mark_a_wish_that_counts_only_when_it_is_posted(reader: Reader) -> None:
    marked = fields(reader.look(Page.PREFERENCES, "?often=seldom&pause=month&locale=xx"))

    assert (marked["often"], marked["pause"], marked["locale"]) == ("seldom", "month", "nb")
    assert fields(reader.look(Page.PREFERENCES, "?often=never&pause=keep")) == fields(
        reader.look(Page.PREFERENCES)
    )


def test_who_empties_the_box_has_left_at_once_and_everywhere(reader: Reader) -> None:
    answer = post(reader, "marketing")

    assert answer["statusCode"] == 200
    assert "Du får ikke mer markedsføring på e-post fra oss." in says(answer)[0]
    assert reader.consent is ConsentState.UNSUBSCRIBED
    row = reader.account.tables.enrollments[reader.enrollment.id]
    assert (row.state, row.end_reason) == (EnrollmentState.EXITED, "unsubscribed")
    assert sent(reader, 30) == ["welcome"]


def test_who_leaves_here_is_counted_for_the_mail_as_who_leaves_by_its_link(reader: Reader) -> None:
    post(reader, "marketing")

    (message,) = reader.account.neighbours.messages.get([reader.message]).values()
    assert message.unsubscribed_at is not None


def test_every_word_is_an_entry_with_what_shows_it(reader: Reader) -> None:
    post(reader, "topic_tips", "tracking", "marketing")
    post(reader)

    told = [(each.purpose, each.state.value, each.evidence.wording) for each in entries(reader)]
    assert told == [
        ("marketing", "unsubscribed", None),
        ("tips", "unsubscribed", None),
        ("tracking", "unsubscribed", None),
        (
            "marketing",
            "subscribed",
            "Ja, send meg e-post fra Fjord & Fell med nyheter, tips og tilbud. Jeg kan melde meg av når som"
            " helst.",
        ),
        ("tips", "subscribed", "Råd og tips"),
        (
            "tracking",
            "subscribed",
            "Fjord & Fell kan se hvilke e-poster jeg åpner, for å lære hva det er verdt å sende.",
        ),
    ]
    for each in entries(reader):
        assert (each.evidence.where, each.evidence.locale) == ("/preferences", "nb")
        assert each.evidence.proof == str(reader.message)
        assert (each.evidence.wording_version is None) is (each.evidence.wording is None)


def test_an_entry_knows_the_address_that_the_gateway_saw_and_no_header(reader: Reader) -> None:
    body = urlencode({name: value for name, value in UNTOUCHED.items() if name != "marketing"}).encode()
    headers = {"user-agent": "Reader/1", "x-forwarded-for": "203.0.113.9"}
    request = http_request("POST", reader.path(Page.PREFERENCES), headers, body)
    request["requestContext"]["http"]["sourceIp"] = "198.51.100.7"

    pages.handler(request, CONTEXT)

    (entry,) = entries(reader)
    assert (entry.evidence.ip, entry.evidence.user_agent) == ("198.51.100.7", "Reader/1")


def test_the_words_of_a_box_are_those_that_the_page_shows(reader: Reader) -> None:
    shown = reader.look(Page.PREFERENCES)["body"].replace("&amp;", "&")
    post(reader, "marketing", "tracking")
    post(reader)

    words = [each.evidence.wording for each in entries(reader) if each.evidence.wording]
    assert len(words) == 2
    assert [each for each in words if each not in shown] == []


def test_who_wants_fewer_mails_is_said_so_and_may_take_it_back(reader: Reader) -> None:
    answer = post(reader, often="seldom")
    assert "Høyst én e-post i uken." in says(answer)
    assert fields(reader.look(Page.PREFERENCES))["often"] == "seldom"

    reader.account.clock.move(reader.account.clock.now() + timedelta(hours=1))
    assert "Så ofte vi har noe å si." in says(post(reader))
    assert reader.contact.get("cap") == 0


def test_a_pause_is_told_in_the_readers_zone_and_language_and_may_be_kept_or_ended(reader: Reader) -> None:
    answer = post(reader, pause="month")
    (told,) = [line for line in says(answer) if line.startswith("Pause til")]
    assert told == "Pause til onsdag 1. april kl. 12:30 (Oslo)."  # summer time by then

    reader.account.clock.move(START + timedelta(days=3))
    assert fields(reader.look(Page.PREFERENCES))["pause"] == "keep"
    assert told in says(post(reader, pause="keep"))

    assert not [line for line in says(post(reader, pause="none")) if line.startswith("Pause")]
    assert reader.contact.get("paused_until") == START + timedelta(days=3)


def test_a_pause_that_is_over_meanwhile_cannot_be_kept(reader: Reader) -> None:
    post(reader, pause="month")
    reader.account.clock.move(START + timedelta(days=40))

    assert post(reader, pause="keep")["statusCode"] == 200
    assert fields(reader.look(Page.PREFERENCES))["pause"] == "none"


def test_a_chosen_language_is_spoken_from_then_on_whatever_a_browser_tells(reader: Reader) -> None:
    answer = post(reader, locale="de", zone="Asia/Tokyo", pause="month")

    assert '<html lang="de">' in answer["body"]
    assert "Sprache: Deutsch" in says(answer)
    assert "19:30 (Tokio)" in answer["body"]
    found = reader.contact
    later = Stamp.of(START + timedelta(days=9), START + timedelta(days=9))
    found = found.with_traits(
        {"locale": Trait(value="nl", time=later), "timezone": Trait(value="Europe/Paris", time=later)}
    )
    neighbours = reader.account.neighbours
    neighbours.contacts.set_traits(found.id, found.traits)
    asked = fields(reader.look(Page.PREFERENCES))
    assert (asked["locale"], asked["zone"]) == ("de", "Asia/Tokyo")


def test_a_guessed_language_or_zone_is_no_choice_because_the_form_was_posted(reader: Reader) -> None:
    post(reader, often="seldom")

    assert not {"chosen_locale", "chosen_timezone"} & set(reader.contact.traits)


def test_languages_are_named_by_those_who_speak_them(reader: Reader) -> None:
    body = reader.look(Page.PREFERENCES)["body"]

    assert '<option value="de" lang="de">Deutsch</option>' in body
    assert '<option value="nb" lang="nb" selected>Norsk bokmål</option>' in body


def test_zones_are_named_in_the_readers_language_and_ordered_by_name(reader: Reader) -> None:
    body = reader.look(Page.PREFERENCES)["body"]
    places = re.findall(r"<option[^>]*>([^<]+)</option>", body.partition('id="zone"')[2])

    assert "Norge (Oslo)" in places
    assert "Tyskland (Berlin)" in places
    assert len(places) > 300
    assert places.index("Danmark (København)") < places.index("Norge (Oslo)") < places.index("USA (New York)")


def test_the_present_zone_is_offered_though_it_is_none_of_ours(reader: Reader) -> None:
    time = Stamp.of(START, START)
    reader.account.neighbours.contacts.set_traits(
        reader.contact.id, {"timezone": Trait(value="Etc/GMT-3", time=time)}
    )

    assert fields(reader.look(Page.PREFERENCES))["zone"] == "Etc/GMT-3"
    assert post(reader, zone="Etc/GMT-3")["statusCode"] == 200


def test_text_messages_are_offered_to_whom_they_may_reach_only() -> None:
    with laptop() as account:
        texted = Reader(account, phone=NUMBER)

        assert "texts" not in fields(texted.look(Page.PREFERENCES))
        assert "Du får tekstmeldinger fra oss." in says(post(texted, texts="on"))
        assert texted.contact.texts.granted
        (entry,) = entries(texted)
        assert (entry.channel, entry.purpose) == (Channel.SMS, "marketing")
        stopped = Suppression(cause=SuppressionCause.UNSUBSCRIBE, since=START)
        account.neighbours.suppressions.add(NUMBER, stopped, ())
        assert 'name="texts"' not in texted.look(Page.PREFERENCES)["body"]


def test_a_shop_or_reader_without_text_messages_sees_nothing_of_them(reader: Reader) -> None:
    assert 'name="texts"' not in reader.look(Page.PREFERENCES)["body"]
    assert post(reader, texts="on")["statusCode"] == 200
    assert not reader.contact.texts.granted


def test_a_topic_is_opted_out_of_and_into_again(reader: Reader) -> None:
    assert "Tilbud: nei" in says(post(reader, "topic_offers"))
    assert standing(reader.contact, "offers", Channel.EMAIL).state is ConsentState.UNSUBSCRIBED
    assert reader.consent is ConsentState.SUBSCRIBED

    reader.account.clock.move(reader.account.clock.now() + timedelta(hours=1))
    assert "Tilbud: ja" in says(post(reader))


def test_where_opens_are_seen_by_consent_alone_the_box_is_empty_until_it_is_ticked() -> None:
    with laptop() as account:
        french = Reader(account, "FR")

        assert "tracking" not in fields(french.look(Page.PREFERENCES))
        form = {**fields(french.look(Page.PREFERENCES)), "tracking": "on"}
        french.post(Page.PREFERENCES, **form)
        assert french.contact.tracking.granted


def test_who_cannot_be_reached_is_told_so(reader: Reader) -> None:
    bounced = Suppression(cause=SuppressionCause.BOUNCE, since=START)
    reader.account.neighbours.suppressions.add("person1@example.com", bounced, ())

    told = "Vi kan ikke sende markedsføring til adressen din"
    assert told in reader.look(Page.PREFERENCES)["body"]
    assert told in post(reader)["body"]
    assert "marketing" not in fields(reader.look(Page.PREFERENCES))


def test_what_the_reader_alone_can_lift_is_lifted_by_their_tick(reader: Reader) -> None:
    erased = Suppression(cause=SuppressionCause.ERASURE, since=START)
    reader.account.neighbours.suppressions.add("person1@example.com", erased, ())
    assert "marketing" not in fields(reader.look(Page.PREFERENCES))

    post(reader)

    assert fields(reader.look(Page.PREFERENCES))["marketing"] == "on"
    assert reader.account.neighbours.suppressions.of("person1@example.com") == ()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"often": "always"}, "Velg hvor ofte vi kan skrive."),
        ({"pause": "year"}, "Velg om du vil ha en pause."),
        ({"locale": "xx"}, "Velg et av språkene."),
        ({"zone": "Mars/Base"}, "Velg et av stedene."),
        ({"tracking": "maybe"}, "Kryss av i ruten, eller la den stå tom."),
    ],
)
def test_odd_input_is_named_and_the_form_stays_filled_in(
    changes: dict[str, str], named: str, reader: Reader
) -> None:
    before = repr(reader.account.tables)

    answer = post(reader, "marketing", "topic_tips", **{"often": "seldom", **changes})

    assert answer["statusCode"] == 422
    assert named in answer["body"]
    (field,) = changes
    assert re.search(rf'(name="{field}"|radiogroup")[^>]* aria-invalid="true"', answer["body"])
    kept = fields(answer)
    assert "marketing" not in kept
    assert "topic_tips" not in kept
    assert kept.get("often") == ("usual" if field == "often" else "seldom")
    assert repr(reader.account.tables) == before


@pytest.mark.parametrize(
    "body", [b"", b"List-Unsubscribe=One-Click", b"\xff\xfe", b"marketing=on", b"a=1&a=2"]
)
def test_a_machine_that_posts_without_the_form_changes_nothing(body: bytes, reader: Reader) -> None:
    before = repr(reader.account.tables)

    pages.handler(http_request("POST", reader.path(Page.PREFERENCES), {}, body), CONTEXT)

    assert repr(reader.account.tables) == before


def test_a_page_that_stood_open_changes_only_what_its_reader_touched(reader: Reader) -> None:
    old = fields(reader.look(Page.PREFERENCES))
    post(reader, "marketing", "topic_tips")

    reader.post(Page.PREFERENCES, **{name: value for name, value in old.items() if name != "topic_offers"})

    assert reader.consent is ConsentState.UNSUBSCRIBED
    asked = fields(reader.look(Page.PREFERENCES))
    assert not {"marketing", "topic_tips", "topic_offers"} & asked.keys()


def test_who_left_by_mistake_comes_back_with_one_press(reader: Reader) -> None:
    left = reader.post(Page.UNSUBSCRIBE)
    assert 'name="undo" value="yes"' in left["body"]
    reader.account.clock.move(reader.account.clock.now() + timedelta(minutes=1))

    back = reader.post(Page.UNSUBSCRIBE, undo="yes")

    assert back["statusCode"] == 200
    assert "Du får markedsføring fra oss på e-post." in says(back)[0]
    assert reader.consent is ConsentState.SUBSCRIBED
    (entry,) = entries(reader)
    assert (entry.state, entry.evidence.where) == (ConsentState.SUBSCRIBED, "/unsubscribe")
    assert (entry.evidence.wording or "").startswith("Ja, send meg e-post")
    # What had started before stays ended, and nobody is welcomed twice.
    assert sent(reader, 30) == ["welcome"]


def test_a_one_click_that_names_the_way_back_too_is_a_leave(reader: Reader) -> None:
    answer = reader.post(Page.UNSUBSCRIBE, **{"List-Unsubscribe": "One-Click", "undo": "yes"})

    assert (answer["statusCode"], answer["body"]) == (200, "")
    assert reader.consent is ConsentState.UNSUBSCRIBED


def test_who_leaves_by_a_poll_may_take_it_back_or_ask_for_less(reader: Reader) -> None:
    left = reader.post(Page.POLL, answer="leave")

    assert f'action="{reader.path(Page.UNSUBSCRIBE)}"' in left["body"]
    assert f'href="{reader.path(Page.PREFERENCES)}?' in left["body"]


def test_the_unsubscribe_page_offers_less_instead_of_nothing(reader: Reader) -> None:
    offered = f'href="{reader.path(Page.PREFERENCES)}?'

    assert offered in reader.look(Page.UNSUBSCRIBE)["body"]
    assert offered in reader.post(Page.UNSUBSCRIBE)["body"]


def test_the_rest_of_us_hears_of_it_once(reader: Reader) -> None:
    post(reader, often="seldom", locale="en")
    post(reader, often="seldom", locale="en")
    reader.account.agenda.run(reader.account.clock.now() + timedelta(seconds=5))

    lines = [each for each in reader.account.timeline.lines if each.get("event") == "Preferences Updated"]
    assert [each.get("reason") for each in lines] == [None, "duplicate"]
    wanted = [each for each in reader.account.timeline.lines if each.get("event") == "Fewer Emails Wanted"]
    assert len(wanted) == 1


def test_what_could_not_be_kept_is_said_so_and_may_be_pressed_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ServiceUnavailable("SQS is away")

    with monkeypatch.context() as patched:
        patched.setattr(reader.account.events, "send", refuse)
        assert post(reader, often="seldom")["statusCode"] == 503

    assert "Høyst én e-post i uken." in says(post(reader, often="seldom"))


def test_the_link_of_one_who_proved_to_be_another_opens_the_elders_choices(reader: Reader) -> None:
    tables = reader.account.tables
    younger = reader.contact
    elder = replace(younger, id="elder", formerly=frozenset({younger.id}))
    tables.contacts["elder"] = elder
    tables.contacts[younger.id] = replace(younger, moved_to="elder")

    post(reader, "topic_offers", often="seldom")

    assert tables.contacts["elder"].get("cap") == 1
    assert standing(tables.contacts["elder"], "offers", Channel.EMAIL).state is ConsentState.UNSUBSCRIBED
    assert fields(reader.look(Page.PREFERENCES))["often"] == "seldom"


def test_the_link_of_one_who_is_known_no_more_leads_nowhere(reader: Reader) -> None:
    reader.account.tables.contacts.clear()

    assert reader.look(Page.PREFERENCES)["statusCode"] == 404
    assert post(reader)["statusCode"] == 404


# What the link promises, a test for each word.


def test_a_link_is_signed_for_this_page_alone(reader: Reader) -> None:
    for page in Page:
        token = reader.path(page).rpartition("/")[2]
        answer = pages.handler(http_request("GET", f"/preferences/{token}", {}, b""), CONTEXT)
        assert answer["statusCode"] == (200 if page is Page.PREFERENCES else 404)
    forged = SignedLinks("", lambda: ["somebody-elses-key"])
    path = forged.page(Page.PREFERENCES, reader.message, reader.contact.id)
    assert (
        pages.handler(http_request("POST", path, {}, urlencode(UNTOUCHED).encode()), CONTEXT)["statusCode"]
        == 404
    )


def test_a_link_says_the_version_of_what_it_says_and_another_is_not_read() -> None:
    links = SignedLinks("", lambda: ["key"])
    sign = links._serializer(Page.PREFERENCES).dumps
    message = "welcome-abcdefghijklmnopqrstuvwxyz--welcome--0"

    assert links.read(sign([1, message, "c-1"]), Page.PREFERENCES) is not None
    assert links.read(sign([2, message, "c-1"]), Page.PREFERENCES) is None


def test_a_link_survives_the_rotation_of_the_secret(reader: Reader) -> None:
    before = SignedLinks("", lambda: ["old"])
    after = SignedLinks("", lambda: ["newest", "new", "old"])
    token = before.page(Page.PREFERENCES, reader.message, "c-1").rpartition("/")[2]

    assert after.read(token, Page.PREFERENCES) is not None


def test_neither_the_link_nor_any_page_tells_who_its_reader_is(reader: Reader) -> None:
    answers = [reader.look(Page.PREFERENCES), post(reader, often="seldom"), post(reader, often="odd")]
    told = json.dumps([reader.path(Page.PREFERENCES), answers])

    assert [word for word in ("person1", "Ada", reader.contact.id) if word in told] == []


@pytest.mark.parametrize(
    ("country", "language"), [("NO", "nb"), ("GB", "en"), ("NL", "nl"), ("DE", "de"), ("ES", "es")]
)
def test_both_pages_are_in_the_readers_language(country: str, language: str) -> None:
    with laptop() as account:
        theirs = Reader(account, country)
        asked = theirs.look(Page.PREFERENCES)

        answers: list[Any] = [asked, theirs.post(Page.PREFERENCES, **fields(asked))]

        assert [f'<html lang="{language}">' in each["body"] for each in answers] == [True, True]
