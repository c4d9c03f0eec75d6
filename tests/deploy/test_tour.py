"""What `make emulator` prints is copied into a shell line by line, and does what it says."""

import json
import shutil
import subprocess

import pytest

from local.emulator.tour import ADDRESS
from tests.deploy.conftest import Emulator
from tests.deploy.outside import Outside, until
from tests.deploy.people import Person

pytestmark = pytest.mark.xdist_group("deploy")

INDENT = "    "


def commands(emulator: Emulator, beneath: str) -> str:
    """The printed lines beneath a sentence, as one script."""
    assert emulator.words.count(beneath) == 1
    lines = emulator.words.partition(beneath)[2].splitlines()[2:]
    printed = []
    for line in lines:
        if not line.startswith(INDENT):
            break
        printed.append(line)
    return "\n".join(printed)


def shell(emulator: Emulator, script: str) -> str:
    """What a shell says to it, in the folder in which the command was started."""
    assert shutil.which("curl"), "the tour is walked with curl"
    ended = subprocess.run(
        ["sh", "-euc", script], cwd=emulator.folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


class Ada(Person):
    """The one person that the tour is about."""

    email = ADDRESS


def test_the_tour_does_what_it_says(emulator: Emulator, shop: Outside) -> None:
    ada = Ada(0)

    assert shell(emulator, commands(emulator, "Ada subscribes.")) == "Taken.\n"
    shop.wait_for_mails(ada, 1)
    assert shell(emulator, commands(emulator, "Shopify says it again.")) == "Taken.\n"
    shop.settle()
    assert len(shop.mails_to(ada)) == 1

    assert shell(emulator, commands(emulator, "Ada left a checkout an hour ago.")) == "Taken.\n"
    shop.wait_for_mails(ada, 2)  # by the timetable: nobody swept
    until(lambda: "mail to ada@example.com: Glemte du noe?" in emulator.words, "the mail to be told")
    told = emulator.words.partition("Glemte du noe? (")[2].partition(")")[0]
    assert "Glemte du noe?" in (emulator.folder.parent / told).read_text("utf-8")

    listed = shell(emulator, commands(emulator, "Who is on the way:"))
    executions = [
        each for part in json.loads(f"[{listed.replace('}{', '},{')}]") for each in part["executions"]
    ]
    mine = {each.id for each in shop.enrollments_of(ada).values()}
    assert {each["name"].rpartition("-")[0] for each in executions if each["status"] == "RUNNING"} >= mine

    assert shell(emulator, commands(emulator, "Ada buys it.")) == "Taken.\n"
    reminded = shop.enrollments_of(ada)["abandoned_cart"]
    until(lambda: shop.execution_of(reminded) == "ABORTED", "the end of the reminders")

    left = shell(emulator, commands(emulator, "The page behind the unsubscribe link"))
    assert left.count("</html>") == 2
