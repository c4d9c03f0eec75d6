"""The deployed functions on a laptop, by name, and how one of them can end."""

from typing import Any

from functions.send import handler as send
from functions.step import handler as step
from functions.trigger import events, feedback, forms, pages, privacy, reconcile, sweep, track, webhook


class _Context:
    aws_request_id = "rehearsal"
    function_name = "rehearsal"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:local:000000000000:function:rehearsal"


CONTEXT: Any = _Context()

HANDLERS = {
    "webhook": webhook.handler,
    "track": track.handler,
    "forms": forms.handler,
    "events": events.handler,
    "feedback": feedback.handler,
    "sweep": sweep.handler,
    "reconcile": reconcile.handler,
    "privacy": privacy.handler,
    "pages": pages.handler,
    "step": step.handler,
    "send": send.handler,
}
"""The functions by the names that infra/constructs/specs.py gives them."""


class Killed(BaseException):
    """A function's process died at once, as when it runs out of memory: nothing in it can catch this."""


CRASHES = (Exception, Killed)
"""What AWS answers by bringing the same work again."""

ASYNC_RETRIES = (60, 120)
"""Seconds until Lambda tries an event of EventBridge again."""
