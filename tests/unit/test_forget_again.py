"""Whom a restored table brings back is erased again."""

from homing.domain.privacy import Ask, name_key
from homing.services.forget_again import ForgetAgain

from local.memory.privacy import MemoryErasedNames, MemoryPrivacyRequests
from local.memory.tables import MemoryTables
from tests.builders import DAY, HOUR, at

NOW, START = at("2026-11-20 12:00"), at("2026-11-19 12:00")


def test_who_was_erased_since_the_restored_second_is_asked_for_again_and_nobody_else() -> None:
    tables = MemoryTables()
    names, requests = MemoryErasedNames(tables), MemoryPrivacyRequests(tables)
    names.add([name_key("email#a@b.example", b"s")], START + HOUR)
    names.add([name_key("email#long@ago.example", b"s")], START - DAY)
    again = ForgetAgain(requests=requests, erased_names=names, secret=b"s")

    found = again(["email#a@b.example", "email#long@ago.example", "email#c@d.example"], START, NOW)

    assert found == 1
    (request,) = requests.pending()
    assert (request.ask, request.names, request.begins_at) == (Ask.ERASE, ("email#a@b.example",), NOW)
