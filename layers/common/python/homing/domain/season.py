"""Which half of the earth a contact lives on, and which season it is there."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

# Most of their people live south of the equator; Indonesia, Ecuador, Kenya and the Congos lie on it.
COUNTRIES = """
AO AR AS AU BI BO BR BV BW CC CD CG CK CL CX EC FJ FK GS HM ID IO KE KM LS MG MU MW MZ NA NC NF NR NU NZ PE
PF PG PN PY RE RW SB SC SH SZ TF TK TL TO TV TZ UY VU WF WS YT ZA ZM ZW
"""
ZONES = """
Africa/Blantyre Africa/Brazzaville Africa/Bujumbura Africa/Dar_es_Salaam Africa/Gaborone Africa/Harare
Africa/Johannesburg Africa/Kigali Africa/Kinshasa Africa/Luanda Africa/Lubumbashi Africa/Lusaka
Africa/Maputo Africa/Maseru Africa/Mbabane Africa/Nairobi Africa/Windhoek America/Araguaina
America/Argentina/ America/Asuncion America/Bahia America/Belem America/Buenos_Aires America/Campo_Grande
America/Cuiaba America/Eirunepe America/Fortaleza America/Guayaquil America/La_Paz America/Lima
America/Maceio America/Manaus America/Montevideo America/Noronha America/Porto_Velho America/Punta_Arenas
America/Recife America/Rio_Branco America/Santarem America/Santiago America/Sao_Paulo Antarctica/ Asia/Dili
Asia/Jakarta Asia/Jayapura Asia/Makassar Atlantic/South_Georgia Atlantic/St_Helena Atlantic/Stanley
Australia/ Indian/Antananarivo Indian/Chagos Indian/Christmas Indian/Cocos Indian/Comoro Indian/Kerguelen
Indian/Mahe Indian/Mauritius Indian/Mayotte Indian/Reunion Pacific/Apia Pacific/Auckland Pacific/Chatham
Pacific/Easter Pacific/Efate Pacific/Fakaofo Pacific/Fiji Pacific/Funafuti Pacific/Guadalcanal Pacific/Nauru
Pacific/Niue Pacific/Norfolk Pacific/Noumea Pacific/Pago_Pago Pacific/Pitcairn Pacific/Port_Moresby
Pacific/Rarotonga Pacific/Tahiti Pacific/Tongatapu Pacific/Wallis
"""


class Hemisphere(StrEnum):
    """North or south of the equator."""

    NORTH = "north"
    SOUTH = "south"


class Season(StrEnum):
    """A quarter of the year, by whole months as weather services count."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


def hemisphere(country: str | None, zone: str) -> Hemisphere:
    """Where most people of the country live; without a country, where the zone lies."""
    south = country in COUNTRIES.split() if country else zone.startswith(tuple(ZONES.split()))
    return Hemisphere.SOUTH if south else Hemisphere.NORTH


def season(half: Hemisphere, now: datetime, zone: str) -> Season:
    """The season there on the local day of an instant."""
    month = now.astimezone(ZoneInfo(zone)).month
    northern = (Season.WINTER, Season.SPRING, Season.SUMMER, Season.AUTUMN)[month % 12 // 3]
    if half is Hemisphere.NORTH:
        return northern
    turned = {Season.WINTER: Season.SUMMER, Season.SUMMER: Season.WINTER}
    turned |= {Season.SPRING: Season.AUTUMN, Season.AUTUMN: Season.SPRING}
    return turned[northern]
