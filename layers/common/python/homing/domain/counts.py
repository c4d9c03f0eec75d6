"""When something was done so often within a time, in whatever order the news of it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """That a count was reached at an instant; `fresh` unless it had been reached before that."""

    at: datetime
    fresh: bool


def reached(times: Iterable[datetime], own: datetime, within: timedelta, at_least: int) -> Reached | None:
    """Whether what was done at `own` belongs to a count, of these times with its own among them.

    News may come late: the count is looked for in every span of that length that holds `own`.
    """
    all_times = sorted(times)
    ends = [each for each in dict.fromkeys(all_times) if own <= each < own + within]
    sizes = {end: sum(1 for each in all_times if end - within < each <= end) for end in ends}
    enough = {end: size for end, size in sizes.items() if size >= at_least}
    if not enough:
        return None
    made = [end for end, size in enough.items() if size == at_least]
    return Reached(at=made[0] if made else own, fresh=bool(made))
