"""`make emulator`: deploys to MiniStack, says what to try, and tells what comes of it until Ctrl-C."""

import json
import os
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from homing.adapters.workflow_files import load
from homing.domain.errors import HomingError
from homing.domain.workflow import Status

from local.emulator.ministack import free_port
from local.emulator.playground import Playground, playground
from local.emulator.tour import stops
from local.emulator.watch import Watch

STAGE = "sandbox"
ROOT = Path(__file__).parents[2]
LOOKS_EVERY = 1.0


def main(
    port: Annotated[int, typer.Option(help="Where to listen, on the loopback interface; 0 for any.")] = 0,
    folder: Annotated[Path, typer.Option(help="For logs, mails and bodies; emptied.")] = Path("out/emulator"),
) -> None:
    """Deploy to an emulator of AWS and stay until Ctrl-C."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _interrupt)
    starter = os.getppid()  # if it is gone, nobody is left who could press Ctrl-C
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "mails").mkdir(parents=True)
    try:
        with playground(ROOT, folder.resolve(), stage=STAGE, port=port or free_port(), tell=_say) as here:
            _explain(here, folder)
            names = here.deployed.workflows()
            watch = Watch(here.emulator, stage=STAGE, workflows=names, folder=folder / "mails", tell=_tell)
            while os.getppid() == starter:
                here.emulator.require_running()
                watch.look()
                time.sleep(LOOKS_EVERY)
    except KeyboardInterrupt:
        _say("Ended; nothing is left running.")
    except HomingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _explain(here: Playground, folder: Path) -> None:
    account = {
        "endpoint": here.emulator.endpoint,
        "pages_url": here.deployed.settings.pages_url,
        "shopify_secret": here.shopify.client_secret,
    }
    (folder / "account.json").write_text(json.dumps(account, indent=1), encoding="utf-8")
    live = [each for each in load(ROOT / "workflows") if each.status is Status.LIVE]
    for stop in stops(
        here.shopify, live, stage=STAGE, folder=folder, port=here.emulator.port, now=datetime.now(UTC)
    ):
        _say(f"\n{stop.says}\n")
        for command in stop.commands:
            _say(f"    {command}")
    _say(f"\nLogs: {folder}/ministack.log, {folder}/cdk.log. Ready; Ctrl-C ends it.\n")


def _say(text: str) -> None:
    print(text, flush=True)


def _tell(text: str) -> None:
    _say(f"{datetime.now().astimezone():%H:%M:%S} {text}")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.argv[0] = "make emulator"
    typer.run(main)
