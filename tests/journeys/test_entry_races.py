"""Two entries and an exit of one key, each in the middle of the others, call by call."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local import lines
from local.account import Account
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, MINUTE
from tests.journeys.conftest import ROOT
from tests.journeys.small import identify, shop_of, track
from tests.journeys.test_repeats import START, TOLD

RULES = {
    "once": "re_entry: once",
    "after a month": "re_entry: {after: 30d}",
    "one at a time": "re_entry: every\none_at_a_time: true",
}
FLOW = """
name: reminder
trigger: {type: event, event: Plan Started}
key: [plan]
RULE
exit: [{event: Plan Ended, match: [plan]}]
steps:
  - {id: day_1, type: wait, day: 1}
  - {id: hello, type: email, purpose: transactional, hours: any}
"""
ARRIVES = TOLD + HOUR


class Interleaved:
    """Begins one event, and before a call of its the next, and before a call of that the last."""

    def __init__(self, cuts: Sequence[int]) -> None:
        self._cuts = cuts
        self._records: Iterator[dict[str, Any]] = iter(())
        self._left: list[int] = []
        self._account: Account | None = None

    def __call__(self, call: str) -> None:
        if not self._left or not call.startswith("before"):
            return
        self._left[-1] -= 1
        if self._left[-1] == 0:
            self._next()

    def play(self, account: Account, order: Sequence[int]) -> None:
        """Work the gathered events off in this order; a cut behind an event's last call is no cut."""
        gathered = [account.events._record(message) for message in account.events._waiting]
        self._account, self._records = account, iter([gathered[place] for place in order])
        for _ in order:
            self._next()

    def _next(self) -> None:
        record = next(self._records, None)
        if record is None:
            return
        assert self._account is not None
        self._left.append(self._cuts[len(self._left)] if len(self._left) < len(self._cuts) else 0)
        assert self._account.invoke("events", {"Records": [record]}) == {"batchItemFailures": []}
        self._left.pop()


@pytest.fixture(scope="module", params=RULES)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop_of(tmp_path_factory.mktemp("shop"), FLOW.replace("RULE", RULES[request.param]))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    order=st.permutations(range(3)),
    cuts=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    entered=st.sampled_from([(0, 1), (1, 0), (0, 2), (1, 1)]),
    left=st.sampled_from([-1, 0, 1, 2]),
)
def test_one_at_most_runs_and_what_began_before_the_exit_mails_nothing(
    shop: Path, order: Sequence[int], cuts: Sequence[int], entered: Sequence[int], left: int
) -> None:
    told = [track("Plan Started", TOLD + n * MINUTE, arrives=ARRIVES, plan="a", n=n) for n in entered]
    told.append(track("Plan Ended", TOLD + left * MINUTE, arrives=ARRIVES, plan="a"))
    interleaved = Interleaved(cuts)
    stage = Stage(workflows=shop, shop=ROOT / "shop.yaml", start=START, days=5)
    account = open_account(stage, trip=interleaved)
    schedule(account, lines.parse([identify(TOLD - HOUR), *told], "test"))
    account.agenda.run(TOLD)
    account.events.pause()
    account.agenda.run(ARRIVES + MINUTE)

    interleaved.play(account, [place for place in order if place < len(account.events)])
    rows = account.tables.enrollments.values()
    running = [row for row in rows if row.running]
    assert len(running) <= 1

    account.events.resume()  # and all of them once more
    account.agenda.run(START + 5 * DAY)
    ended_at = TOLD + timedelta(minutes=left)
    mailed = {sent.tag("enrollment") or sent.tag("message").split("--")[0] for sent in account.mailer.sent}
    assert mailed <= {row.id for row in running}
    assert all(row.started.at > ended_at for row in rows if row.id in mailed)
