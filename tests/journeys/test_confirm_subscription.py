"""Double opt-in: who is asked by mail to confirm, what it brings, and what nobody can do with it."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from homing.domain.consent import ConsentSource, ConsentState
from homing.domain.consent_ledger import ConsentEntry
from homing.domain.contact import Contact

from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    at,
    called,
    checkout,
    consent_change,
    customer,
    filled_in,
    identified,
    recipient,
    subscriber,
    webhook,
)
from tests.journeys.conftest import ROOT, Story, play

ASKED = at("2026-03-04 21:40")  # 22:40 in Oslo
FLOWS = ("confirm_subscription", "welcome")
EVERYBODY = {"sources": ["form", "api"]}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop that asks everybody."""
    return asking(tmp_path, EVERYBODY)


def asking(folder: Path, rule: dict[str, Any], **forms: bool) -> Path:
    told = yaml.safe_load((ROOT / "shop.yaml").read_text("utf-8"))
    told["consent"]["double_opt_in"] = rule
    for name, own in forms.items():
        told["forms"][name]["double_opt_in"] = own
    path = folder / "shop.yaml"
    path.write_text(yaml.safe_dump(told), encoding="utf-8")
    return path


def tell(shop: Path, *told: str, days: int = 27) -> Story:
    """Play until so many days after somebody signed up."""
    return play(told, shop=shop, flows=FLOWS, days=3 + days)


def signs_up(when: datetime = ASKED, number: int = 1, **fields: Any) -> str:
    return filled_in(number, at=when, **fields)


def says_so(when: datetime = ASKED, number: int = 1, **said: Any) -> str:
    return called("track", number, at=when, event="Subscribed", properties=said, messageId=when.isoformat())


def confirms(when: datetime = ASKED + HOUR, number: int = 1) -> str:
    return recipient("confirm", number, at=when, workflow="confirm_subscription")


def asks_again(when: datetime) -> str:
    return recipient(
        "answer", at=when, page="confirm", answer={"again": "yes"}, workflow="confirm_subscription"
    )


def leaves(when: datetime) -> str:
    return recipient("unsubscribe", at=when, workflow="welcome")


def who(story: Story, number: int = 1) -> Contact:
    email = f"person{number}@example.com"
    (found,) = (each for each in story.account.tables.contacts.values() if each.email == email)
    return found


def entries(story: Story, number: int = 1) -> list[ConsentEntry]:
    return list(story.account.tables.consent_entries[who(story, number).id])


def test_the_mail_goes_at_once_at_any_hour_and_nothing_else_before_it_is_confirmed(shop: Path) -> None:
    story = tell(shop, signs_up())

    assert story.sent() == [("confirm", "2026-03-04 22:40")]
    assert who(story).consent.state is ConsentState.PENDING


def test_the_welcome_counts_from_the_confirmation(shop: Path) -> None:
    story = tell(shop, signs_up(), confirms(ASKED + 2 * DAY), days=5)

    assert [step for step, _ in story.sent()] == ["confirm", "welcome", "brand_story"]
    assert story.sent()[1][1] == "2026-03-06 22:40"
    assert story.sent()[2][1].startswith("2026-03-08 09:0")
    assert len(story.of("converted", workflow="confirm_subscription")) == 1


def test_the_confirmation_is_kept_with_the_words_agreed_to_the_mail_and_the_sign_up(shop: Path) -> None:
    line = json.loads(signs_up(locale="de"))
    line |= {"ip": "192.0.2.50", "user_agent": "Firefox", "page": "https://fjordogfell.example.com/wool?id=7"}

    story = tell(shop, json.dumps(line), confirms())

    asked, confirmed = entries(story)
    assert (asked.state, asked.source) == (ConsentState.PENDING, ConsentSource.FORM)
    assert asked.evidence.where == "form wool_guide, https://fjordogfell.example.com/wool"
    assert (asked.evidence.ip, asked.evidence.user_agent) == ("192.0.2.50", "Firefox")
    assert (confirmed.state, confirmed.source) == (ConsentState.SUBSCRIBED, ConsentSource.CONFIRMATION)
    assert confirmed.evidence.wording == asked.evidence.wording
    assert str(confirmed.evidence.wording).startswith("Ja, ich möchte E-Mails")
    assert confirmed.evidence.wording_version == "2026-01"
    assert confirmed.evidence.where == "/confirm"
    mail, sign_up = (confirmed.evidence.proof or "").split()
    assert mail == story.account.mailer.sent[0].tag("message")
    assert sign_up == asked.event_id == asked.evidence.proof


def test_who_signed_up_by_a_form_did_so_by_a_form_though_they_confirmed_on_a_page(shop: Path) -> None:
    story = tell(shop, signs_up(), confirms())

    first = who(story).consent.first
    assert first is not None
    assert first.source is ConsentSource.FORM


def test_a_confirmed_contact_who_signs_up_again_stays_confirmed_and_is_not_asked(shop: Path) -> None:
    again = [signs_up(ASKED + n * DAY) for n in (1, 2)] + [says_so(ASKED + 3 * DAY)]

    story = tell(shop, signs_up(), confirms(), *again, days=6)

    assert story.steps().count("confirm") == 1
    assert who(story).consent.granted


def test_who_left_and_signs_up_again_is_asked_and_stays_away_until_they_confirm(shop: Path) -> None:
    before = [signs_up(), confirms(), leaves(ASKED + 2 * HOUR), signs_up(ASKED + DAY)]

    waiting = tell(shop, *before)
    back = tell(shop, *before, confirms(ASKED + DAY + HOUR))

    assert waiting.steps() == ["confirm", "welcome", "confirm"]
    assert who(waiting).consent.state is ConsentState.UNSUBSCRIBED
    assert who(back).consent.granted
    assert back.steps().count("welcome") == 1, "a welcome is for who comes for the first time"


def test_whoever_left_after_they_signed_up_is_not_brought_back_by_the_old_link(shop: Path) -> None:
    story = tell(shop, signs_up(), confirms(), leaves(ASKED + 2 * HOUR), confirms(ASKED + 3 * HOUR))

    assert who(story).consent.state is ConsentState.UNSUBSCRIBED
    assert [each.source for each in entries(story)][-1] is ConsentSource.RECIPIENT


def test_whom_the_shop_took_off_meanwhile_is_not_signed_up_by_the_link(shop: Path) -> None:
    person = webhook("customers/create", customer(at=ASKED - DAY), at=ASKED - DAY)
    gone = webhook(
        "customers_email_marketing_consent/update",
        consent_change(1, "unsubscribed", ASKED + MINUTE),
        at=ASKED + MINUTE,
    )

    story = tell(shop, person, signs_up(), gone, confirms())

    assert who(story).consent.state is ConsentState.UNSUBSCRIBED


def test_who_presses_twice_has_confirmed_once(shop: Path) -> None:
    story = tell(shop, signs_up(), confirms(), confirms(ASKED + 2 * HOUR), confirms(ASKED + DAY), days=1)

    assert story.steps() == ["confirm", "welcome"]
    assert len(entries(story)) == 2
    told = [line.get("reason") for line in story.of("received", event="Subscription Confirmed")]
    assert told == [None, "duplicate", "duplicate"]


def test_an_address_gets_three_such_mails_in_a_day_whatever_asks(shop: Path) -> None:
    bombed = [signs_up(ASKED + n * 2 * MINUTE) for n in range(8)]
    bombed += [says_so(ASKED + (1 + n * 2) * MINUTE) for n in range(8)]

    story = tell(shop, *bombed, signs_up(ASKED + 25 * HOUR))

    assert len(story.sent()) == 4
    assert [clock[:10] for _, clock in story.sent()] == ["2026-03-04"] * 3 + ["2026-03-05"]
    refused = story.of("received", event="Subscription Requested", reason="frequency_cap")
    assert len(refused) == 13


def test_another_address_is_asked_all_the_same(shop: Path) -> None:
    story = tell(shop, *(signs_up(ASKED + n * 2 * MINUTE) for n in range(5)), signs_up(ASKED, 2))

    assert len(story.sent("person1@example.com")) == 3
    assert len(story.sent("person2@example.com")) == 1


def test_a_link_that_expired_confirms_nothing_and_brings_a_new_one_that_does(shop: Path) -> None:
    late = ASKED + 7 * DAY + MINUTE

    story = tell(shop, signs_up(), confirms(late), asks_again(late + HOUR), confirms(late + 2 * HOUR))

    assert story.steps()[:3] == ["confirm", "confirm", "welcome"]
    assert story.sent()[1][1] == "2026-03-11 23:41"
    states = [(each.state.value, each.source.value) for each in entries(story)]
    assert states == [("pending", "form"), ("pending", "form"), ("subscribed", "confirmation")]
    assert entries(story)[2].evidence.wording == entries(story)[0].evidence.wording


def test_the_last_moment_of_seven_days_still_confirms(shop: Path) -> None:
    story = tell(shop, signs_up(), confirms(ASKED + 7 * DAY - MINUTE))

    assert who(story).consent.granted


def test_an_address_that_bounced_is_never_asked(shop: Path) -> None:
    bounced = recipient("bounce", at=ASKED + MINUTE)

    story = tell(shop, signs_up(), bounced, signs_up(ASKED + HOUR))

    assert story.steps() == ["confirm"]
    assert [line["reason"] for line in story.of("refused")] == ["suppressed"]


def test_who_complained_about_being_asked_gets_nothing_even_if_the_link_is_followed(shop: Path) -> None:
    story = tell(shop, signs_up(), recipient("complain", at=ASKED + MINUTE), confirms())

    assert story.steps() == ["confirm"]


def test_a_new_address_is_not_signed_up_by_a_link_that_went_to_the_old_one(shop: Path) -> None:
    known = identified(at=ASKED - HOUR, email="person1@example.com")
    moved = identified(at=ASKED + MINUTE, email="person2@example.com")
    by_the_old = recipient("confirm", 1, at=ASKED + HOUR, workflow="confirm_subscription")

    story = tell(shop, known, says_so(), moved, by_the_old)

    assert story.steps() == ["confirm"]
    assert who(story, 2).consent.state is ConsentState.PENDING


def test_of_two_contacts_that_prove_to_be_one_the_elder_is_confirmed(shop: Path) -> None:
    customer_1 = webhook("customers/create", customer(1, at=ASKED - DAY), at=ASKED - DAY)
    other = webhook(
        "customers/create", customer(2, at=ASKED - HOUR, email="person2@example.com"), at=ASKED - HOUR
    )
    merge = webhook(
        "customers/merge",
        {"admin_graphql_api_customer_kept_id": "gid://shopify/Customer/1",
         "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2", "status": "completed"},
        at=ASKED + MINUTE,
    )  # fmt: skip

    story = tell(shop, customer_1, other, signs_up(), merge, confirms())

    assert who(story).consent.granted
    assert who(story).formerly


def test_whom_shopify_asks_itself_is_not_asked_by_us(shop: Path) -> None:
    person = webhook("customers/create", customer(at=ASKED), at=ASKED)
    changes = [
        webhook("customers_email_marketing_consent/update", consent_change(1, state, when), at=when)
        for state, when in (("pending", ASKED + MINUTE), ("subscribed", ASKED + HOUR))
    ]

    story = tell(shop, person, *changes, days=1)

    assert story.steps() == ["welcome"]


def test_neither_a_subscriber_of_the_shop_nor_a_tick_in_a_checkout_is_asked(shop: Path) -> None:
    subscribed = webhook("customers/create", subscriber(1, at=ASKED), at=ASKED)
    ticked = webhook("checkouts/create", checkout(number=2, at=ASKED, buyer_accepts_marketing=True), at=ASKED)

    story = tell(shop, subscribed, ticked, days=1)

    assert "confirm" not in story.steps()
    assert who(story, 2).consent.granted


def test_to_be_texted_is_not_confirmed_by_mail(shop: Path) -> None:
    story = tell(shop, identified(at=ASKED - HOUR), says_so(channel="sms"))

    assert not story.sent()
    assert who(story).texts.granted


def test_who_does_not_tick_the_box_is_not_asked(shop: Path) -> None:
    story = tell(shop, filled_in(at=ASKED, consent=False))

    assert not story.sent()


def test_a_country_asks_those_who_live_there_and_nobody_else(tmp_path: Path) -> None:
    shop = asking(tmp_path, {"countries": ["DE"]})

    story = tell(shop, signs_up(locale="de"), signs_up(number=2, locale="nb"), days=1)

    assert story.steps("person1@example.com") == ["confirm"]
    assert story.steps("person2@example.com") == ["welcome"]


def test_a_form_may_ask_where_the_shop_does_not_and_the_other_way_round(tmp_path: Path) -> None:
    quiet, strict = tmp_path / "quiet", tmp_path / "strict"
    for folder in (quiet, strict):
        folder.mkdir()

    asked = tell(asking(quiet, {}, wool_guide=True), signs_up(), days=1)
    not_asked = tell(asking(strict, EVERYBODY, wool_guide=False), signs_up(), days=1)

    assert asked.steps() == ["confirm"]
    assert not_asked.steps() == ["welcome"]


def test_who_signed_up_before_we_ran_is_taken_at_their_word(shop: Path) -> None:
    story = tell(shop, signs_up(at("2026-02-01 10:00")))

    assert not story.sent()
    assert who(story).consent.granted


def test_a_sign_up_that_comes_days_late_waits_and_brings_no_mail(shop: Path) -> None:
    body = json.loads(says_so(ASKED - 3 * DAY))
    body["body"]["timestamp"] = "2026-03-02T09:00:00Z"
    line = body | {"at": "2026-03-05T09:00:00Z"}

    story = tell(shop, json.dumps(line))

    assert not story.sent()
    assert who(story).consent.state is ConsentState.PENDING


def test_a_name_that_came_with_the_form_is_not_repeated_to_whose_address_it_was(shop: Path) -> None:
    story = tell(shop, signs_up(first_name="WIN at spam.example.com", locale="en"))

    (sent,) = story.account.mailer.sent
    assert "spam.example.com" not in sent.email.html + sent.email.text + sent.email.subject
    assert not dict(sent.email.headers).get("List-Unsubscribe"), "nobody has subscribed yet"


def test_nobody_is_mailed_twice_when_a_queue_repeats_itself(shop: Path) -> None:
    told = json.loads(says_so())
    twice = [json.dumps(told | {"at": f"2026-03-04T21:4{n}:00Z"}) for n in (0, 1, 2)]

    story = tell(shop, *twice, confirms(), days=1)

    assert story.steps() == ["confirm", "welcome"]


@pytest.mark.parametrize("hours", [timedelta(hours=2), timedelta(days=1)])
def test_subscribed_in_another_way_meanwhile_needs_no_link(shop: Path, hours: timedelta) -> None:
    other = webhook("customers/create", subscriber(1, at=ASKED + hours), at=ASKED + hours)

    story = tell(shop, signs_up(), other, confirms(ASKED + hours + HOUR), days=7)

    assert story.steps().count("welcome") == 1
    assert who(story).consent.granted
