"""Use cases that an operator calls from a terminal, over a deployed stage's neighbours or a laptop's."""

from typing import TYPE_CHECKING

from homing.bootstrap import aftermath, closings, passages, shared
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services import ports
    from homing.services.by_hand import ByHand
    from homing.services.departures import CarryOver
    from homing.services.forget_again import ForgetAgain
    from homing.services.overrule import Overrule
    from homing.services.redrive import Redrive
    from homing.services.relabel import Relabel
    from homing.services.replay import Replay
    from homing.services.report_experiments import ExperimentReports
    from homing.services.settle_by_hand import SettleAsSent

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def redrive_sends(around: Neighbours, letters: "ports.DeadLetters") -> "Redrive":
    """What `homing redrive WORKFLOW` runs on."""
    from homing.services.redrive import Redrive, SendLetters

    judge = SendLetters(enrollments=around.enrollments, executions=around.executions)
    return Redrive(clock=around.clock, letters=letters, judge=judge, restart=passages.restart(around))


def redrive_events(around: Neighbours, letters: "ports.DeadLetters") -> "Redrive":
    """What `homing redrive --events` and `--feedback` run on."""
    from homing.services.redrive import Redrive, back

    return Redrive(clock=around.clock, letters=letters, judge=back, restart=passages.restart(around))


def replay(around: Neighbours) -> "Replay":
    """What `homing restore` tells the tables of mails with."""
    from homing.services.replay import Replay

    return Replay(
        enrollments=around.enrollments,
        contacts=around.contacts,
        messages=around.messages,
        workflows=around.workflows,
        listen=aftermath.listen(around),
        onward=passages.onward(around),
        rules=shared.rules(around),
    )


def carry_over(around: Neighbours) -> "CarryOver":
    """What `homing restore` tells the tables of departures with."""
    from homing.services.departures import CarryOver

    return CarryOver(
        contacts=around.contacts,
        suppressing=shared.suppressing(around),
        consents=shared.consents(around),
    )


def by_hand(around: Neighbours) -> "ByHand":
    """What `homing suppress` and `homing unsuppress` run on."""
    from homing.services.by_hand import ByHand

    return ByHand(
        account_list=around.account_list,
        suppressions=around.suppressions,
        suppressing=shared.suppressing(around),
    )


def overrule(around: Neighbours) -> "Overrule":
    """What `homing experiment` runs on."""
    from homing.services.overrule import Overrule

    return Overrule(experiments=around.experiments, workflows=around.workflows)


def experiment_reports(around: Neighbours) -> "ExperimentReports":
    """What `homing experiment` shows."""
    return shared.experiment_reports(around)


def forget_again(around: Neighbours) -> "ForgetAgain":
    """What `homing restore` finds those with who were erased since."""
    from homing.services.forget_again import ForgetAgain

    return ForgetAgain(
        requests=around.privacy_requests, erased_names=around.erased_names, secret=around.id_secret
    )


def settle_as_sent(around: Neighbours) -> "SettleAsSent":
    """What `homing redrive --settle-as-sent` runs on."""
    from homing.services.settle_by_hand import SettleAsSent

    return SettleAsSent(messages=around.messages)


def relabel(around: Neighbours) -> "Relabel":
    """What `homing relabel` runs on."""
    from homing.services.relabel import Relabel

    return Relabel(messages=around.messages, touches=closings.touches(around), rules=shared.rules(around))
