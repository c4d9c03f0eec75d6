"""Takes an address off marketing whose mail bounces day after day, and lets it back when a mail arrives."""

from datetime import datetime

from homing.domain.feedback import Feedback
from homing.domain.message import Message
from homing.domain.soft_bounces import are_too_many, blames_address
from homing.domain.suppression import Lifter, Suppression, SuppressionCause
from homing.services import ports
from homing.services.suppressing import Suppressing


class SoftBouncing:
    """Counts days and not bounces: an hour in which a server takes nothing is one day, whatever was sent."""

    def __init__(
        self, *, days: ports.SoftBounces, suppressions: ports.Suppressions, suppressing: Suppressing
    ) -> None:
        self._days = days
        self._suppressions = suppressions
        self._suppressing = suppressing

    def bounced(self, feedback: Feedback, message: Message | None, now: datetime) -> None:
        """Note a bounce that is not for good, and suppress the address if there were too many.

        An out-of-office answer comes as a delivery and a bounce of the same mail: it arrived.
        """
        if message is None or message.delivered_at is not None or not blames_address(feedback.subtype):
            return
        day = feedback.at.date()
        for email in feedback.recipients:
            if are_too_many(self._days.note(email, day), day):
                suppression = Suppression(cause=SuppressionCause.SOFT_BOUNCE, since=feedback.at)
                self._suppressing.suppress(email, suppression, now, also=[message.contact_id])

    def arrived(self, feedback: Feedback, now: datetime) -> None:
        """A mail that arrived, later than the last bounce, speaks for the address again."""
        for email in feedback.recipients:
            if not self._days.known(email):
                continue
            self._suppressing.lift(email, Lifter.DELIVERY, feedback.at, now)
            if all(each.cause is not SuppressionCause.SOFT_BOUNCE for each in self._suppressions.of(email)):
                self._days.clear(email)
