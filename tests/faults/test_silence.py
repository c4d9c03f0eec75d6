"""SES takes a mail and does not say so, or is not reached at all, or tells of it before we have written."""

from functools import partial

from local.moto_engine.calls import Call
from tests.faults import invariants
from tests.faults.ailments import a_while
from tests.faults.answers import Answers, Asked, Trouble
from tests.faults.forks import apart
from tests.faults.invariants import Aftermath, broken
from tests.faults.plays import ailing, differences, ending, run, untroubled
from tests.faults.stage import Stage, stage
from tests.faults.stories import STORIES

WELCOME = "welcome, ordered and refunded"


def _never(stage: Stage) -> object:
    """SES is not reached for the first mail, however often it is tried."""

    def ails(asked: Asked) -> Trouble | None:
        return "never arrived" if asked.operation == "SendEmail" and asked.work.endswith("/welcome") else None

    return ails


def test_mails_that_ses_took_without_saying_so_are_settled_by_its_events() -> None:
    found = ailing(WELCOME, lambda stage: a_while(stage, "ses", "answer lost", "SendEmail"))

    assert found.broken == []
    assert found.befell["ses", "SendEmail"] >= 2


def test_a_mail_in_doubt_twice_stays_and_is_never_sent_a_third_time() -> None:
    stage()

    def play() -> tuple[int, list[str], list[str]]:
        answers = Answers(stage(), _never(stage()))  # type: ignore[arg-type]
        with answers.between():
            left = run(STORIES[WELCOME], stage())
        doubts = list(invariants.each_message_has_exactly_one_outcome(left))
        rest = (invariants.no_mail_goes_twice, invariants.no_mail_goes_after_an_exit)
        return answers.befell["ses", "SendEmail"], doubts, broken(left, rest)

    tried, doubts, wrong = apart(play)

    assert tried == 2
    assert [each.rpartition("--")[0].rpartition("--")[2] for each in doubts] == ["welcome"]
    assert wrong == []


def test_feedback_may_be_there_before_the_send_is_recorded() -> None:
    stage()
    wanted = untroubled(WELCOME).ending

    assert apart(partial(_told_at_once, wanted)) == []


def _told_at_once(wanted: object) -> list[str]:
    """SES's events are worked off before the send function reads SES's answer."""

    def hook(call: Call) -> None:
        if (call.moment, call.operation) == ("after", "SendEmail"):
            mail = stage().mailer.sent[-1]
            for kind in ("Send", "Delivery"):
                stage().hear(mail, kind)

    stage().on_call(hook)
    left: Aftermath = run(STORIES[WELCOME], stage())
    return broken(left) + differences(ending(left), wanted)  # type: ignore[arg-type]
