"""The weekly digest: last week beside the one before, once to each reader, whatever fires how often."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from homing.adapters import mjml
from homing.adapters.digest_mail import DigestMail
from homing.domain.colours import READABLE, contrast
from homing.domain.errors import HomingError, SendAmbiguous, SendingRefused
from homing.domain.figures import LIST, Metric
from homing.domain.shop import Shop
from homing.services.digest import TellTheWeek, week_before
from homing.services.ports import OutgoingEmail
from homing.services.ports.reports import Reader, WrittenDigest
from pydantic import ValidationError

from local.memory.reports import MemoryReports
from tests.unit.figures_of_a_shop import SHOP, WORKFLOWS, Figures, FixedClock
from tests.unit.test_report_experiments import BEGAN, clear_cut
from tests.unit.test_report_lift import arm
from tests.unit.test_report_lift import figures as lifted

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # eight o'clock in Oslo
TWO = (Reader(name="care", address="care@shop.example"), Reader(name="sales", address="sales@shop.example"))


@dataclass
class Post:
    """ports.Mailer that may fail."""

    fails: list[HomingError] = field(default_factory=list)
    sent: list[OutgoingEmail] = field(default_factory=list)

    def send(self, email: OutgoingEmail) -> str:
        if self.fails:
            raise self.fails.pop()
        self.sent.append(email)
        return "id"


def weeks() -> Figures:
    """A week of 300 that follows one of 200, and days beside them that count in neither."""
    figures = Figures()
    for day, sent, revenue in (
        ("2026-11-16", 200, "1000"),
        ("2026-11-23", 300, "1500"),
        ("2026-11-30", 7, "9"),
    ):
        mails = {Metric.SENT: sent, Metric.DELIVERED: sent, Metric.TRACKED: sent, Metric.OPENED: sent // 4}
        figures.count("welcome", {**mails, Metric.REVENUE: revenue}, day=day)
    figures.count("customer", {Metric.GAINED: 1000}, workflow=LIST, day="2025-01-01")
    figures.count("customer", {Metric.GAINED: 50}, workflow=LIST, day="2026-11-24")
    return figures


def telling(
    figures: Figures, post: Post, files: MemoryReports, readers: Sequence[Reader] = TWO, at: datetime = MONDAY
) -> TellTheWeek:
    figures.clock = FixedClock(at)
    return TellTheWeek(
        summarize=figures.summarize,
        writer=DigestMail(SHOP, mjml.digest()),
        files=files,
        mailer=post,
        sender=SHOP.sender,
        readers=readers,
    )


def written(figures: Figures) -> WrittenDigest:
    post = Post()
    telling(figures, post, MemoryReports())()
    (mail, _) = post.sent
    return WrittenDigest(subject=mail.subject, html=mail.html, text=mail.text)


def test_the_seven_days_that_ended_yesterday_stand_beside_the_seven_before() -> None:
    digest = written(weeks())

    assert digest.subject == "Fjord & Fell: NOK\u00a01,500 from last week’s mails (+50.0%)"
    assert "Nov 23 – 29, 2026" in digest.text
    assert "Welcome series: NOK 1,500 (NOK 1,000)\n  sent 300 (200), opened 25.0%" in digest.text
    assert "The list: 1,000 to 1,050 people (+5.0%)." in digest.text
    assert "Abandoned cart" not in digest.text  # nothing of it was sent in either week
    assert "300 sent, 200 before" in digest.html


def test_each_reader_gets_it_once_though_the_schedule_fires_twice() -> None:
    post, files = Post(), MemoryReports()

    first = telling(weeks(), post, files)()
    second = telling(weeks(), post, files)()

    assert (first.sent, first.already) == (2, 0)
    assert (second.sent, second.already) == (0, 2)
    assert [mail.recipient for mail in post.sent] == ["care@shop.example", "sales@shop.example"]
    assert sorted(files.files) == ["digests/2026-W49/care.html", "digests/2026-W49/sales.html"]


def test_the_next_week_has_one_of_its_own() -> None:
    post, files = Post(), MemoryReports()
    telling(weeks(), post, files)()

    told = telling(weeks(), post, files, at=datetime(2026, 12, 7, 7, 0, tzinfo=UTC))()

    assert told.sent == 2


def test_what_ses_did_not_take_is_tried_again_for_that_reader_alone() -> None:
    post, files = Post(), MemoryReports()
    post.fails = [SendingRefused("not verified")]
    with pytest.raises(SendingRefused):
        telling(weeks(), post, files)()

    told = telling(weeks(), post, files)()

    assert (told.sent, told.already) == (2, 0)
    assert len(post.sent) == 2


def test_what_ses_may_have_taken_is_never_sent_again() -> None:
    post, files = Post(fails=[SendAmbiguous("timeout")]), MemoryReports()
    telling(weeks(), post, files)()

    told = telling(weeks(), post, files)()

    assert told.already == 2
    assert len(post.sent) == 1


def test_nobody_declared_is_nobody_told() -> None:
    post, files = Post(), MemoryReports()

    told = telling(weeks(), post, files, readers=())()

    assert told.sent == 0
    assert not post.sent
    assert not files.files


def test_the_digest_counts_as_no_workflows_mail_and_tracks_nobody() -> None:
    post = Post()
    telling(weeks(), post, MemoryReports())()

    mail = post.sent[0]
    assert mail.tags == ()  # by its tag an event of SES finds its message
    assert not mail.track_opens
    markup = re.sub(r' xmlns(:\w)?="[^"]+"', "", mail.html)  # names, which nobody fetches
    assert not re.search(r"<script|<img|href=|src=|url\(|https?://", markup)


def test_a_week_without_mail_says_so() -> None:
    digest = written(Figures())

    assert digest.subject == "Fjord & Fell: no mail was sent last week"
    assert "No mail was sent." in digest.text
    assert "No mail was sent in these two weeks." in digest.html


def held_out(held_out: int, met: int) -> Figures:
    """A welcome that has held out so many in the last weeks, of whom some met its goal."""
    shop = lifted(arm(9000, 990, 400), arm(held_out, met, 400))
    shop.count("welcome", {Metric.SENT: 9}, day="2026-11-24")
    return shop


def test_it_tells_what_the_mails_changed_for_everybody_of_the_last_ninety_days() -> None:
    digest = written(held_out(1000, 60))

    told = "Met the goal within 7 days. The mails brought more: between 3.2 points and 6.5 points"
    assert f"assigned since Sep 1:\n- Welcome series: {told}" in digest.text  # on the 10th, not last week
    assert (
        "<strong>Welcome series: Met the goal within 7 days.</strong> The mails brought more" in digest.html
    )
    assert "Of who was assigned since Sep 1" in digest.html


def test_a_lift_that_cannot_be_told_yet_is_told_as_that() -> None:
    assert "Met the goal within 7 days. Not yet distinguishable from zero" in written(held_out(10, 1)).text


def test_it_tells_how_each_test_stands() -> None:
    figures = Figures(tuple(each for each in WORKFLOWS if each.name == "welcome"))
    figures.tests = (clear_cut().on(BEGAN + timedelta(days=15)),)
    digest = written(figures)

    assert "Tests:\n- welcome.hello: decided by the test: new contacts get warm (1,400 of the" in digest.text
    assert "<li>welcome.hello: decided by the test: new contacts get warm" in digest.html


def test_without_tests_and_holdouts_nothing_is_said_of_them() -> None:
    digest = written(weeks())

    assert not re.search(r"Tests|What the mails changed", digest.text + digest.html)


def test_its_text_is_readable_in_light_and_in_dark() -> None:
    html = written(weeks()).html
    (dark,) = re.findall(r"@media \(prefers-color-scheme: ?dark\) \{(.*)\}\s*</style>", html, re.S)
    grounds = re.findall(r"background-color: (#\w+)", dark)
    texts = re.findall(r"[{ ;]color: (#\w+)", dark)
    colours = SHOP.colours

    assert '<meta name="color-scheme" content="light dark"' in html
    assert (len(set(grounds)), len(set(texts))) == (2, 2)
    pairs = [*product(texts, grounds), *product((colours.ink, colours.muted, colours.accent), ("#ffffff",))]
    assert [pair for pair in pairs if contrast(*pair) < READABLE] == []
    assert "max-width: 480px" in html


def test_names_are_text_and_never_markup() -> None:
    figures = weeks()
    shop = SHOP.model_copy(update={"name": "<img src=x>"})
    digest = DigestMail(shop, mjml.digest()).write(week_before(figures.summarize, MONDAY.date()))

    assert "<img" not in digest.html


def test_a_reader_without_an_address_is_refused_by_name() -> None:
    told = SHOP.model_dump(by_alias=True)
    told["reports"] = {"digest": ["nobody"]}

    with pytest.raises(ValidationError, match="'nobody' has no email; write one under colleagues"):
        Shop.model_validate(told)


def test_a_fall_is_told_as_one() -> None:
    figures = weeks()
    figures.count("welcome", {Metric.REVENUE: "-750"}, day="2026-11-24")

    assert "(−25.0%)" in written(figures).subject
