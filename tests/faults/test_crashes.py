"""A crash at every AWS call of the functions, and then what AWS does: the work comes again.

`make faults` strikes each call in every way, here each is struck once, before it or after it in turn.
"""

import pytest

from tests.faults import report
from tests.faults.campaign import strike_everything
from tests.faults.crashes import in_turn
from tests.faults.plays import untroubled
from tests.faults.stories import STORIES


@pytest.mark.parametrize("name", STORIES)
def test_no_crash_at_any_call_changes_how_a_story_ends(name: str) -> None:
    assert untroubled(name).broken == []

    found = strike_everything(name, report.met_before(name), blows_at=in_turn)

    assert "\n".join(found.broken) == ""
    assert found.spared == []


def test_the_page_of_faults_names_every_call_that_the_stories_make() -> None:
    made = {f"{place.function}: {place.call}" for name in STORIES for place in untroubled(name).met}

    assert report.listed_calls() == made, "run make faults"


def test_the_stories_make_every_call_that_the_functions_are_allowed() -> None:
    """Each function of trigger, step and send is struck, and so is each service that it talks to."""
    met = {(p.function, p.call.partition(".")[0]) for name in STORIES for p in untroubled(name).met}

    assert {
        *(
            (each, "dynamodb")
            for each in ("events", "feedback", "pages", "reconcile", "send", "step", "sweep")
        ),
        *(("webhook", each) for each in ("s3", "sqs", "ssm")),
        *(("events", each) for each in ("s3", "ssm", "stepfunctions")),
        *(("send", each) for each in ("ses", "sqs", "ssm", "stepfunctions")),
        *(("feedback", each) for each in ("ssm", "stepfunctions")),
        *(("pages", each) for each in ("ssm", "stepfunctions")),
        *(("sweep", each) for each in ("ssm", "stepfunctions")),
    } <= met
