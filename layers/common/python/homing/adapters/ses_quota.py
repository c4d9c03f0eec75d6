"""What SES allows the account, asked rarely: GetAccount itself may be called about once a second."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import translate
from homing.services.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_AGE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Recipients a second, and in 24 hours; `max_24h` is None when there is no limit."""

    max_send_rate: float
    max_24h: float | None
    sent_last_24h: float

    @property
    def used(self) -> float:
        """How much of the daily quota is used, in per cent."""
        return 100 * self.sent_last_24h / self.max_24h if self.max_24h else 0.0


def _to_nobody(_quota: Quota) -> None:
    pass


class SendQuota:
    """GetAccount, kept for five minutes, and longer while SES does not answer; `tell` hears each answer."""

    def __init__(
        self, client: "SESV2Client", clock: Clock, tell: Callable[[Quota], None] = _to_nobody
    ) -> None:
        self._client = client
        self._clock = clock
        self._tell = tell
        self._known: tuple[datetime, Quota] | None = None

    def read(self) -> Quota:
        """The account's quota.

        Raises:
            Throttled, ServiceUnavailable: SES did not answer, and nothing is known yet.
        """
        now = self._clock.now()
        if self._known is not None and now - self._known[0] < _AGE:
            return self._known[1]
        try:
            answer = self._client.get_account()["SendQuota"]
        except (ClientError, BotoCoreError) as error:
            if self._known is None:
                translate(error)
            return self._known[1]
        daily = answer["Max24HourSend"]
        quota = Quota(
            max_send_rate=answer["MaxSendRate"],
            max_24h=None if daily < 0 else daily,
            sent_last_24h=answer["SentLast24Hours"],
        )
        self._known = (now, quota)
        self._tell(quota)
        return quota
