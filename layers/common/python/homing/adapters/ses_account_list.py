"""SES's account-level suppression list: what it says of an address is never chained to an error."""

from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from homing.adapters.aws_errors import AwsError, code_of, translate
from homing.domain.contact import normal_email
from homing.domain.errors import MessageRefused
from homing.domain.suppression import SuppressionCause
from homing.services.ports import ListedAddress, ListPage

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import ListSuppressedDestinationsRequestTypeDef

PAGE = 1000

_CAUSES = {"BOUNCE": SuppressionCause.BOUNCE, "COMPLAINT": SuppressionCause.COMPLAINT}


class SesAccountList:
    """ports.AccountList."""

    def __init__(self, client: "SESV2Client") -> None:
        self._client = client

    def put(self, email: str, cause: SuppressionCause) -> None:
        """Let SES refuse an address; it knows two reasons, and what is no complaint counts as a bounce."""
        try:
            self._client.put_suppressed_destination(
                EmailAddress=email,
                Reason="COMPLAINT" if cause is SuppressionCause.COMPLAINT else "BOUNCE",
            )
        except (ClientError, BotoCoreError) as error:
            _refuse(error)

    def drop(self, email: str) -> None:
        """Let SES try an address again; one that is not on the list stays off it."""
        try:
            self._client.delete_suppressed_destination(EmailAddress=email)
        except (ClientError, BotoCoreError) as error:
            if _code(error) != "NotFoundException":
                _refuse(error)

    def page(self, since: datetime | None, token: str | None) -> ListPage:
        """What came onto the list since an instant, page by page; a token that is too old begins anew."""
        request: ListSuppressedDestinationsRequestTypeDef = {"PageSize": PAGE}
        if since is not None:
            request["StartDate"] = since
        if token is not None:
            request["NextToken"] = token
        try:
            answer = self._client.list_suppressed_destinations(**request)
        except (ClientError, BotoCoreError) as error:
            if token is not None and _code(error) == "InvalidNextTokenException":
                return self.page(since, None)
            translate(error)
        listed = [
            ListedAddress(email=email, cause=_CAUSES[each["Reason"]], at=each["LastUpdateTime"])
            for each in answer.get("SuppressedDestinationSummaries", ())
            if (email := normal_email(each["EmailAddress"])) and each["Reason"] in _CAUSES
        ]
        return ListPage(addresses=listed, token=answer.get("NextToken"))


def _code(error: AwsError) -> str | None:
    return code_of(error) if isinstance(error, ClientError) else None


def _refuse(error: AwsError) -> None:
    """Raise what it means; what SES says of an address it does not take may repeat the address."""
    if isinstance(error, ParamValidationError) or _code(error) == "BadRequestException":
        raise MessageRefused("SES's account list does not take this address") from None
    translate(error)
