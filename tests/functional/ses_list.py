"""SES's account list as its API answers, in the place of moto's, which has none."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import boto3

Answer = tuple[Any, dict[str, Any]]


class SesList:
    """Answers the three calls of a client before they leave it, in the shapes of SES's model."""

    def __init__(self, page: int = 2) -> None:
        self.listed: dict[str, tuple[str, datetime]] = {}
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.calls: list[str] = []
        self.stale: set[str] = set()
        self._page = page

    def client(self) -> Any:
        """A client that speaks to it."""
        client: Any = boto3.client("sesv2", region_name="eu-west-1")
        for operation in ("Put", "Delete"):
            client.meta.events.register(f"before-call.sesv2.{operation}SuppressedDestination", self._answer)
        client.meta.events.register("before-call.sesv2.ListSuppressedDestinations", self._answer)
        return client

    def _answer(self, model: Any, params: dict[str, Any], **_: object) -> Answer:
        self.calls.append(model.name)
        match model.name:
            case "PutSuppressedDestination":
                told = json.loads(params["body"])
                if len(told["EmailAddress"]) > 320:
                    return _error(400, "BadRequestException", f"Invalid address {told['EmailAddress']}")
                self.listed[told["EmailAddress"]] = (told["Reason"], self.now)
                return _ok({})
            case "DeleteSuppressedDestination":
                email = unquote(params["url_path"].rpartition("/")[2])
                if self.listed.pop(email, None) is None:
                    return _error(404, "NotFoundException", f"{email} is not on the list")
                return _ok({})
            case _:
                return self._list(params["query_string"])

    def _list(self, query: dict[str, Any]) -> Answer:
        token = query.get("NextToken")
        if token in self.stale:
            return _error(400, "InvalidNextTokenException", "The token is too old")
        since = query.get("StartDate")
        after = datetime.fromisoformat(str(since).replace("Z", "+00:00")) if since else None
        found = [(email, *rest) for email, rest in self.listed.items() if after is None or rest[1] >= after]
        first = int(token or 0)
        shown = [
            {"EmailAddress": email, "Reason": reason, "LastUpdateTime": at}
            for email, reason, at in found[first : first + self._page]
        ]
        more = {"NextToken": str(first + self._page)} if len(found) > first + self._page else {}
        return _ok({"SuppressedDestinationSummaries": shown, **more})


def _ok(parsed: dict[str, Any]) -> Answer:
    return SimpleNamespace(status_code=200), parsed


def _error(status: int, code: str, message: str) -> Answer:
    said = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return SimpleNamespace(status_code=status), said
