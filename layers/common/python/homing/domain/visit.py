"""What somebody did before we knew who they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from homing.domain.time import Stamp

KEPT = timedelta(days=30)
"""How long a visit is kept for whoever may turn out to have made it."""

MOST = 100
"""So many, the newest, are told of one visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One event of a browser or device that nobody has named yet."""

    id: str
    name: str
    time: Stamp
    properties: Mapping[str, Any] = field(default_factory=dict)
