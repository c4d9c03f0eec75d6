"""The outbox of a rehearsal: written beside it by a second process, or after it, to the same bytes."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from local import outbox
from local.demo import season
from local.ses import SentEmail


def played(folder: Path, *, beside: bool) -> Sequence[SentEmail]:
    """What a small shop's mailer keeps, its mails written to a folder."""
    on = season.stage(days=4)
    small = season.prepare(on, seed=3, contacts=40)
    account = small.account
    if beside:
        with outbox.beside(folder) as mails:
            account.mailer.keeps = mails.take
            season.run(small)
            mails.close(account)
    else:
        season.run(small)
        outbox.write(account, folder)
    return account.mailer.sent


def test_a_second_process_writes_the_same_files_and_only_envelopes_are_kept(
    tmp_path: Path,
) -> None:
    whole = played(tmp_path / "after", beside=False)
    kept = played(tmp_path / "beside", beside=True)

    after = {path.name: path.read_bytes() for path in (tmp_path / "after").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "beside").iterdir()} == after
    assert len(after) == len(whole) + 1 > 10
    assert kept == [sent.envelope() for sent in whole]
    assert all(sent.email.html and sent.email.text for sent in whole)
    assert not any(sent.email.html or sent.email.text for sent in kept)


def test_a_mail_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    on = season.stage(days=4)
    small = season.prepare(on, seed=3, contacts=40)
    with outbox.beside(tmp_path / "outbox") as mails:
        small.account.mailer.keeps = mails.take
        (tmp_path / "outbox").rmdir()
        season.run(small)

        with pytest.raises(FileNotFoundError):
            mails.close(small.account)
