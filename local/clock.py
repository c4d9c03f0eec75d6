"""Virtual time: a clock that only the agenda moves, from one thing to do to the next. Nothing sleeps."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

Action = Callable[[], object]


class VirtualClock:
    """Tells the rehearsal's time."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The present instant of the rehearsal."""
        return self._now

    def move(self, instant: datetime) -> None:
        """Go on to an instant; time never runs back."""
        self._now = max(self._now, instant)


class Agenda:
    """What will be done when; what was put in first is done first at the same instant."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self._heap: list[tuple[datetime, int, Action]] = []
        self._sequence = count()

    def at(self, instant: datetime, action: Action) -> None:
        """Do something at an instant; one that has passed means now."""
        heapq.heappush(self._heap, (max(instant, self.clock.now()), next(self._sequence), action))

    def after(self, seconds: float, action: Action) -> None:
        """Do something in so many seconds."""
        self.at(self.clock.now() + timedelta(seconds=seconds), action)

    def next(self) -> datetime | None:
        """When the next thing is done; None if nothing is left to do."""
        return self._heap[0][0] if self._heap else None

    def run(self, until: datetime, progress: Callable[[datetime], None] | None = None) -> None:
        """Do everything up to and including an instant."""
        while self._heap and self._heap[0][0] <= until:
            instant, _, action = heapq.heappop(self._heap)
            self.clock.move(instant)
            action()
            if progress is not None:
                progress(instant)
        self.clock.move(until)
