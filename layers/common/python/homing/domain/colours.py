"""A brand's colours, held to what people can read."""

from functools import cache
from itertools import product
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

READABLE = 4.5  # WCAG AA for running text

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


class Colours(BaseModel):
    """The brand's colours in a light mail; every text must be readable on what it stands on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accent: Colour
    accent_text: Colour
    ink: Colour
    paper: Colour
    muted: Colour

    @model_validator(mode="after")
    def _readable(self) -> Self:
        for text, ground in (("accent_text", "accent"), *product(("ink", "muted", "accent"), ("paper",))):
            found = contrast(getattr(self, text), getattr(self, ground))
            if found < READABLE:
                raise ValueError(f"{text} on {ground} has a contrast of {found:.1f}; {READABLE} is readable")
        return self


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two #rrggbb colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
