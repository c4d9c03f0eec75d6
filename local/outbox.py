"""The rehearsal's outbox: one .eml a message, written as the mails leave, and a page to look through them."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from html import escape
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from homing.domain.time import iso

from local import outbox_page
from local.deployment import Deployment
from local.eml import write_files
from local.ses import SentEmail

Pictures = Mapping[str, bytes]
"""Files by the addresses at which mails look for them."""

NO_PICTURES: Pictures = MappingProxyType({})
PICTURES_FOLDER = "pictures"
FOLDER = "outbox"
"""Its place in what a rehearsal writes."""

_SRC = re.compile(r'src="[^"]*"')

BATCH = 50
"""Mails that are written at a time; each waits in memory for the others."""


class Outbox:
    """A folder that takes mails as `<number>-<workflow>-<step>.eml`; `index.html` is the page over them.

    The previews of `index.html` show `pictures` from files beside it; an .eml stays what was sent. Without a
    `pool` the files are written by who asks for them.
    """

    def __init__(self, folder: Path, pictures: Pictures = NO_PICTURES, pool: Executor | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for stale in (
            *folder.glob("*.eml"),
            *folder.glob("text-*.txt"),
            *folder.glob(f"{PICTURES_FOLDER}/*"),
        ):
            stale.unlink()
        self._folder = folder
        self._pool = pool
        self._places = _save_pictures(folder, pictures)
        self._envelopes: dict[str, SentEmail] = {}
        self._best: dict[outbox_page.Kind, tuple[int, str, SentEmail]] = {}
        self._batch: dict[str, SentEmail] = {}
        self._under_way: list[Future[None]] = []

    def take(self, sent: SentEmail) -> SentEmail:
        """Write a mail to its file; what is left of it in memory is its envelope."""
        name = f"{len(self._envelopes) + 1:05d}-{sent.tag('workflow')}-{sent.tag('step')}.eml"
        self._envelopes[name] = envelope = sent.envelope()
        shown = sum(src in self._places for src in _SRC.findall(sent.email.html))
        kind = (sent.tag("workflow"), sent.tag("locale"), sent.tag("step"))
        if kind not in self._best or shown > self._best[kind][0]:
            self._best[kind] = (shown, name, sent)
        self._batch[name] = sent
        if len(self._batch) == BATCH:
            self._write()
        return envelope

    def close(self, account: Deployment) -> None:
        """See every mail in its file, and write the page."""
        self._write()
        for files in self._under_way:
            files.result()
        for number, (at, text) in enumerate(account.texts, start=1):
            told = f"{iso(at)} to {text.number}\n\n{text.body}\n"
            (self._folder / f"text-{number:05d}.txt").write_text(told, encoding="utf-8")
        best = {kind: (name, sent) for kind, (_, name, sent) in self._best.items()}
        page = outbox_page.render(account, self._envelopes, best, self._places)
        (self._folder / "index.html").write_text(page, encoding="utf-8")

    def _write(self) -> None:
        batch, self._batch = self._batch, {}
        if self._pool is None:
            write_files(self._folder, batch)
        else:
            self._under_way.append(self._pool.submit(write_files, self._folder, batch))


@contextmanager
def beside(folder: Path, pictures: Pictures = NO_PICTURES) -> Iterator[Outbox]:
    """An outbox whose files a second process writes while the rehearsal goes on."""
    # Spawned: forking a process that has threads, as one with a progress bar has, may end in a deadlock.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield Outbox(folder, pictures, pool)


def write(account: Deployment, folder: Path, pictures: Pictures = NO_PICTURES) -> None:
    """Every mail that the account has sent, and the page."""
    outbox = Outbox(folder, pictures)
    for sent in account.mailer.sent:
        outbox.take(sent)
    outbox.close(account)


def _save_pictures(folder: Path, pictures: Pictures) -> Mapping[str, str]:
    """The pictures' own paths, seen from the page, by the `src` that a mail gives them."""
    places: dict[str, str] = {}
    for url, content in pictures.items():
        place = f"{PICTURES_FOLDER}/{urlsplit(url).path.strip('/').replace('/', '-')}"
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_bytes(content)
        places[f'src="{escape(url)}"'] = f'src="{escape(place)}"'
    return places
