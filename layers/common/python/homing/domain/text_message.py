"""How much of a text message one message holds."""

# GSM 03.38, the default alphabet and its extension, whose signs take two places.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€")
IN_GSM_7 = 160
IN_UCS_2 = 70


def fits(text: str) -> bool:
    """Whether one message holds it, so that the reader gets it in one piece and the shop pays once."""
    if all(sign in _ALPHABET or sign in _EXTENSION for sign in text):
        return sum(2 if sign in _EXTENSION else 1 for sign in text) <= IN_GSM_7
    return len(text.encode("utf-16-be")) // 2 <= IN_UCS_2
