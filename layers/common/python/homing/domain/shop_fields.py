"""How the values of shop.yaml are written: addresses, domains, countries, words in several languages."""

import re
from datetime import time
from email.utils import parseaddr
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def zone_name(name: str) -> str:
    """The name, if there is such a zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Oslo") from error
    return name


def mailbox(text: str) -> str:
    """The text, if it is a name with an address."""
    name, address = parseaddr(text)
    if not name or not ADDRESS.fullmatch(address):
        raise ValueError("write a mailbox: Name <address@domain>")
    return text


def _quiet_time(text: str) -> str:
    time.fromisoformat(text)
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]+$")]
Domain = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Address = Annotated[str, StringConstraints(pattern=rf"^{ADDRESS.pattern}$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$"), AfterValidator(_quiet_time)]
Words = str | Annotated[dict[str, str], Field(min_length=1)]  # one text for all, or one for each language


class Part(BaseModel):
    """A mapping of shop.yaml, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)
