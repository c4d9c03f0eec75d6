"""Who of the shop is told by mail what the mails brought, and when."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from homing.domain.shop_fields import Part

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ReportRules(Part):
    """The weekly digest; without anybody to tell there is none."""

    digest: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")], ...] = ()
    weekday: Weekday = "monday"
    hour: Annotated[int, Field(ge=0, le=23)] = 8
