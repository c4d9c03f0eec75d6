"""What `make emulator` prints is copied into a shell line by line, and does what it says."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from local.emulator.tour import ADDRESS
from tests.deploy.checkout import Checkout
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


def shell(emulator: Emulator, where: Path, script: str) -> str:
    """What a shell says to it, set up as the tour says first, in the folder of the checkout."""
    assert shutil.which("curl"), "the tour is walked with curl"
    script = f"{commands(emulator, 'In another terminal, in this folder:')}\n{script}"
    wide = os.environ | {"COLUMNS": "160"}  # a table in a narrow terminal cuts names short
    ended = subprocess.run(
        ["sh", "-ec", script], cwd=where, env=wide, capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


class Ada(Person):
    """The one person that the tour is about."""

    email = ADDRESS


def test_the_tour_does_what_it_says(emulator: Emulator, checkout: Checkout, shop: Outside) -> None:
    ada = Ada(0)

    def walk(beneath: str) -> str:
        return shell(emulator, checkout.folder, commands(emulator, beneath))

    assert walk("Ada subscribes.") == "Taken.\n"
    shop.wait_for_mails(ada, 1)
    assert walk("Shopify says it again.") == "Taken.\n"
    shop.settle()
    assert len(shop.mails_to(ada)) == 1

    assert walk("Ada left a checkout an hour ago.") == "Taken.\n"
    shop.wait_for_mails(ada, 2)  # by the timetable: nobody swept
    until(lambda: "mail to ada@example.com: Glemte du noe?" in emulator.words, "the mail to be told")
    told = emulator.words.partition("Glemte du noe? (")[2].partition(")")[0]
    assert "Glemte du noe?" in Path(told).read_text("utf-8")

    listed = walk("Who is on the way, and in which executions:")
    assert "brand_story" in listed
    mine = {each.id for each in shop.enrollments_of(ada).values()}
    assert len(mine) == 2
    assert all(f'"name": "{each}-0"' in listed for each in mine)

    assert walk("Ada buys it.") == "Taken.\n"
    reminded = shop.enrollments_of(ada)["abandoned_cart"]
    until(lambda: shop.execution_of(reminded) == "ABORTED", "the end of the reminders")

    assert walk("The page behind the unsubscribe link").count("</html>") == 2
    welcome = shop.enrollments_of(ada)["welcome"]
    until(lambda: shop.execution_of(welcome) == "ABORTED", "the end of the welcome series")
