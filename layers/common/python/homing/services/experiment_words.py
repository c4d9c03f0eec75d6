"""How an A/B test stands, in a sentence: for the report, the digest and the terminal."""

from collections.abc import Iterable

from homing.services.report_experiments import ExperimentReport, Standing

SAYS = {
    Standing.RUNNING: "running",
    Standing.FOUND: "found {arm}, which waits for a person: homing experiment {where} --choose {arm}",
    Standing.WINNER: "decided by the test: new contacts get {arm}",
    Standing.UNDECIDED: "over without a difference found: new contacts get {arm}",
    Standing.CHOSEN: "decided by a person: new contacts get {arm}",
    Standing.STOPPED: "stopped by a person: new contacts get {arm}",
    Standing.REOPENED: "reopened by a person: contacts are divided, and a person decides",
    Standing.FIXED: "the file names the winner: new contacts get {arm}",
}


def stands(test: ExperimentReport) -> str:
    """How far it is."""
    arm = test.everybody or (test.decisions[-1].arm if test.decisions else "")
    return SAYS[test.standing].format(arm=arm, where=f"{test.workflow} {test.step}")


def comes(test: ExperimentReport) -> str:
    """How many contacts there are, how many it needs, and when somebody looks."""
    looks = f"{len(test.looks)} look{'' if len(test.looks) == 1 else 's'} taken"
    ahead = "none to come"
    if test.next_look is not None:
        ahead = f"the next on {test.next_look:%Y-%m-%d}"
    elif test.next_contacts is not None:
        ahead = f"the next at {test.next_contacts:,} contacts"
    return f"{test.contacts:,} of the {test.needed:,} contacts that the change needs; {looks}, {ahead}"


def told(tests: Iterable[ExperimentReport]) -> tuple[str, ...]:
    """A line for each test, as a mail tells it."""
    return tuple(f"{each.workflow}.{each.step}: {stands(each)} ({comes(each)})" for each in tests)
