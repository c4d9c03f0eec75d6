"""Notes what somebody asks for about themselves; it is done within the hour."""

from homing.domain.privacy import BEFORE_A_SHOP, Ask, Asked, PrivacyRequest
from homing.domain.timeline import Kind, Line
from homing.services import ports


class NoteRequest:
    """Keeps a request that is not kept yet; one under way is not begun anew."""

    def __init__(self, *, requests: ports.PrivacyRequests, timeline: ports.Timeline) -> None:
        self._requests = requests
        self._timeline = timeline

    def __call__(self, asked: Asked) -> None:
        """Keep what was asked for."""
        self._timeline.write(Line(at=asked.at, kind=Kind.RECEIVED, event=asked.asked_by))
        if any(each.id == asked.id for each in self._requests.pending()):
            return
        waits = asked.ask is Ask.ERASE_SHOP
        self._requests.put(
            PrivacyRequest(
                id=asked.id,
                ask=asked.ask,
                asked_by=asked.asked_by,
                asked_at=asked.at,
                begins_at=asked.at + BEFORE_A_SHOP if waits else asked.at,
                names=asked.names,
            )
        )
