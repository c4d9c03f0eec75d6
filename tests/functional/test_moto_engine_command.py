"""`homing rehearse --engine moto`, as typed."""

from pathlib import Path

import pytest

from local import cli
from tests.builders import HOUR, at, checkout, recipient, subscriber, webhook

ROOT = Path(__file__).parents[2]
BEFORE = at("2026-01-05 10:00")
SIGNED_UP = at("2026-03-02 10:00")

TOLD = [
    webhook("customers/create", subscriber(1, at=SIGNED_UP), at=SIGNED_UP),
    webhook("customers/create", subscriber(2, at=BEFORE), at=BEFORE),
    webhook("checkouts/create", checkout("t2", 2, at=SIGNED_UP), at=SIGNED_UP),
    recipient("click", 1, at=SIGNED_UP + HOUR),
    recipient("unsubscribe", 1, at=SIGNED_UP + 2 * HOUR),
]


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Somebody signs up and leaves, somebody leaves a cart."""
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(TOLD), encoding="utf-8")
    return path


def rehearse(events: Path, out: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> int:
    words = ["--events", events, "--from", "2026-03-02", "--days", 2, "--out", out, "--engine", engine]
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.argv", ["homing", "rehearse", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def mails(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "outbox").glob("*.eml"))


def test_the_command_writes_the_same_on_either_engine_but_for_what_ses_calls_its_mails(
    events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [rehearse(events, tmp_path / engine, engine, monkeypatch) for engine in ("memory", "moto")]

    assert codes == [0, 0]
    assert '"level"' not in capsys.readouterr().out, "no line of a function's log between the figures"
    for name in ("timeline.jsonl", "report.json", "report.html", "outbox/index.html"):
        assert (tmp_path / "moto" / name).read_bytes() == (tmp_path / "memory" / name).read_bytes(), name
    assert mails(tmp_path / "moto") == mails(tmp_path / "memory") != []
