"""SES's own list of addresses that bounced or complained in the account."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import code_of, translate

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_NOT_THERE = "NotFoundException"
_EMAIL = "email#"


class AccountListHolding:
    """ports.Holding: our own row of the address's keyed hash goes on keeping mail away."""

    def __init__(self, client: "Callable[[], SESV2Client]") -> None:
        self._client = client

    @property
    def name(self) -> str:
        """What the proof calls it."""
        return "list of SES"

    def told(self, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """What the list says of these addresses."""
        for email in _emails(names):
            try:
                answer = self._client().get_suppressed_destination(EmailAddress=email)
            except (ClientError, BotoCoreError) as error:
                _pass_over(error)
            else:
                told = answer["SuppressedDestination"]
                yield {"reason": told["Reason"], "since": told["LastUpdateTime"].isoformat()}

    def forget(self, names: Sequence[str]) -> int:
        """Take these addresses off the list."""
        return sum(self._take_off(email) for email in _emails(names))

    def clear(self) -> int:
        """Leave it: the list is the account's, and may be other programs' too."""
        return 0

    def _take_off(self, email: str) -> bool:
        try:
            self._client().delete_suppressed_destination(EmailAddress=email)
        except (ClientError, BotoCoreError) as error:
            _pass_over(error)
            return False
        return True


def _emails(names: Sequence[str]) -> Iterator[str]:
    return (name.removeprefix(_EMAIL) for name in names if name.startswith(_EMAIL))


def _pass_over(error: ClientError | BotoCoreError) -> None:
    """What is not on the list is as it should be."""
    if not isinstance(error, ClientError) or code_of(error) != _NOT_THERE:
        translate(error)
