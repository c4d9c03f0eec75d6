"""Whether somebody asks those who have to confirm that they signed up."""

from collections.abc import Sequence

from homing.domain.event_names import EventName
from homing.domain.shop import Shop
from homing.domain.trigger import EventTrigger
from homing.domain.workflow import Status, Workflow


def unasked(shop: Shop, workflows: Sequence[Workflow], *, drafts_play: bool = False) -> str | None:
    """The sentence that nobody does; None where somebody does, or nobody has to confirm."""
    if not shop.consent.double_opt_in.somewhere(shop.forms):
        return None
    playing = [each for each in workflows if drafts_play or each.status is Status.LIVE]
    if any(_starts_it(each) for each in playing):
        return None
    kind = "workflow of these" if drafts_play else "live workflow"
    return (
        "consent.double_opt_in: whoever signs up waits for ever to be asked whether they did, as "
        f"no {kind} starts at the event '{EventName.SUBSCRIPTION_REQUESTED}'; "
        + ("rehearse confirm_subscription too" if drafts_play else "set confirm_subscription to status: live")
    )


def _starts_it(workflow: Workflow) -> bool:
    trigger = workflow.trigger
    return isinstance(trigger, EventTrigger) and EventName.SUBSCRIPTION_REQUESTED in trigger.event
