"""ports.Contacts: consent to be texted, beside that to be mailed."""

from homing.domain.consent import Consent, ConsentState

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import contact, stamp

GRANTED = Consent(granted_at=stamp())


def test_it_is_replaced_by_who_knew_it_and_by_nobody_else(engine: Engine) -> None:
    engine.contacts.create(contact(), [])

    assert engine.contacts.set_text_consent("c-1", Consent(), GRANTED)
    assert not engine.contacts.set_text_consent("c-1", Consent(), Consent(pending_at=stamp()))

    known = engine.contacts.get("c-1")
    assert known is not None
    assert known.texts == GRANTED
    assert known.texts.state is ConsentState.SUBSCRIBED
    assert known.consent == Consent()


def test_nobody_is_made_by_it(engine: Engine) -> None:
    assert not engine.contacts.set_text_consent("c-1", Consent(), GRANTED)
    assert engine.contacts.get("c-1") is None
