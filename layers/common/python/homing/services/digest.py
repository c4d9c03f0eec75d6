"""Once a week tells the shop's people by mail what the week brought."""

from dataclasses import dataclass
from datetime import date, timedelta

from homing.domain.errors import SendAmbiguous
from homing.services import ports
from homing.services.ports.reports import Digest, DigestWriter, Reader, Readers, ReportFiles, WrittenDigest
from homing.services.summarize import Summarize

WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)
LIFTS = timedelta(days=90)
"""A week's contacts are too few to tell a lift, and the time of most goals is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How many got the digest of which days, and how many had it already."""

    first: date
    last: date
    sent: int
    already: int


class TellTheWeek:
    """Sends the digest; a file for each reader and week stands before the mail, so none gets it twice."""

    def __init__(
        self,
        *,
        summarize: Summarize,
        writer: DigestWriter,
        files: ReportFiles,
        mailer: ports.Mailer,
        sender: str,
        readers: Readers,
    ) -> None:
        self._summarize = summarize
        self._writer = writer
        self._files = files
        self._mailer = mailer
        self._sender = sender
        self._readers = readers

    def __call__(self) -> Told:
        """Tell the seven days that ended yesterday."""
        today = self._summarize.today()
        digest = week_before(self._summarize, today)
        if not self._readers:
            return Told(first=digest.first, last=digest.last, sent=0, already=0)
        written = self._writer.write(digest)
        sent = [self._send(each, written, today) for each in self._readers]
        return Told(first=digest.first, last=digest.last, sent=sent.count(True), already=sent.count(False))

    def _send(self, reader: Reader, written: WrittenDigest, today: date) -> bool:
        """Whether it went; what SES surely did not take may be tried again, what it may have taken not."""
        year, week, _ = today.isocalendar()
        name = f"digests/{year}-W{week:02}/{reader.name}.html"
        if not self._files.keep_first(name, written.html):
            return False
        try:
            self._mailer.send(
                ports.OutgoingEmail(
                    sender=self._sender,
                    reply_to=None,
                    recipient=reader.address,
                    subject=written.subject,
                    html=written.html,
                    text=written.text,
                    headers=(("Auto-Submitted", "auto-generated"),),
                    tags=(),
                    track_opens=False,
                )
            )
        except SendAmbiguous:
            return True
        except Exception:
            self._files.drop(name)
            raise
        return True


def week_before(summarize: Summarize, today: date) -> Digest:
    """The seven days before a day, and the seven before these; lifts of the ninety before the day."""
    last = today - ONE_DAY
    first = today - WEEK
    return Digest(
        first=first,
        last=last,
        week=summarize(first, last),
        before=summarize(first - WEEK, last - WEEK),
        assigned_since=today - LIFTS,
        lifts=summarize.lifts(today - LIFTS, last),
    )
