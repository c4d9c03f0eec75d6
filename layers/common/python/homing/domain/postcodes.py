"""Which province a postcode lies in, where an address tells none and its country has several clocks.

The code itself is not kept: the province is as much of it as tells a zone.
"""

import re
from bisect import bisect_right
from dataclasses import replace
from functools import cache

from homing.domain.contact import Place
from homing.domain.zones import country_code_of

# Each entry: from this prefix on, up to the next one's; "-" is no province. By length of the prefix.
# Sources: USPS labeling list L002; Canada Post's forward sortation areas; Australia Post; Correos; La Poste;
# CTT; Correios (faixas de CEP); Correos de México.
_RANGES = {
    "US": """
005 NY 006 PR 008 VI 009 PR 010 MA 028 RI 030 NH 039 ME 050 VT 055 MA 056 VT 060 CT 070 NJ 090 AE 100 NY
150 PA 197 DE 200 DC 201 VA 202 DC 206 MD 220 VA 247 WV 269 - 270 NC 290 SC 300 GA 320 FL 340 AA 341 FL
350 AL 370 TN 386 MS 398 GA 400 KY 428 - 430 OH 460 IN 480 MI 500 IA 529 - 530 WI 550 MN 568 - 569 DC
570 SD 578 - 580 ND 589 - 590 MT 600 IL 630 MO 659 - 660 KS 680 NE 694 - 700 LA 715 - 716 AR 730 OK
733 TX 734 OK 750 TX 800 CO 817 - 820 WY 832 ID 839 - 840 UT 848 - 850 AZ 866 - 870 NM 885 TX 886 -
889 NV 899 - 900 CA 962 AP 967 HI 96799 AS 968 HI 969 GU 96939 PW 96941 FM 96945 GU 96960 MH 96971 GU
970 OR 980 WA 995 AK
""",
    "CA": "A NL B NS C PE D - E NB F - G QC I - J QC K ON Q - R MB S SK T AB U - V BC W - X - Y YT Z -",
    "AU": "00 - 02 ACT 03 - 08 NT 10 NSW 30 VIC 40 QLD 50 SA 60 WA 70 TAS 80 VIC 90 QLD",
    "ES": "01 M 35 GC 36 M 38 TF 39 M 51 CE 52 ML",
    "FR": """
01 - 971 971 972 972 973 973 974 974 975 975 976 976 977 977 978 978 979 - 986 986 987 987 988 988 989 -
""",
    "PT": "10 11 90 30 94 - 95 20",
    "BR": """
01 SP 20 RJ 29 ES 30 MG 40 BA 49 SE 50 PE 57 AL 58 PB 59 RN 60 CE 64 PI 65 MA 66 PA 689 AP 690 AM 693 RR
694 AM 699 AC 70 DF 73 GO 768 RO 77 TO 78 MT 79 MS 80 PR 88 SC 90 RS
""",
    "MX": """
01 CMX 20 AGU 21 BCN 23 BCS 24 CAM 25 COA 28 COL 29 CHP 31 CHH 34 DUR 36 GUA 39 GRO 42 HID 44 JAL 50 MEX
58 MIC 62 MOR 63 NAY 64 NLE 68 OAX 72 PUE 76 QUE 77 ROO 78 SLP 80 SIN 83 SON 86 TAB 87 TAM 90 TLA 91 VER
97 YUC 98 ZAC
""",
}
_SHAPES = {
    "US": r"(\d{5})(-?\d{4})?",
    "CA": r"([A-Z]\d[A-Z])(\d[A-Z]\d)?",
    "AU": r"(\d{4})",
    "ES": r"(\d{5})",
    "FR": r"(\d{5})",
    "PT": r"(\d{4})(-?\d{3})?",
    "BR": r"(\d{5})(-?\d{3})?",
    "MX": r"(\d{5})",
}


def province_of(country_code: str | None, postcode: str | None) -> str | None:
    """The ISO code of the province of a postcode, None where it tells none."""
    shape = _SHAPES.get(country_code or "")
    found = re.fullmatch(shape, re.sub(r"\s", "", postcode or "").upper(), re.ASCII) if shape else None
    if found is None or country_code is None:
        return None
    starts, provinces = _table(country_code)
    place = bisect_right(starts, found[1]) - 1
    return provinces[place] if place >= 0 and provinces[place] != "-" else None


def located(place: Place, postcode: str | None) -> Place:
    """A place whose province is told by its postcode alone; a province that was told stands."""
    if place.province_code or place.province:
        return place
    province = province_of(country_code_of(place.country_code, place.country), postcode)
    return place if province is None else replace(place, province_code=province)


@cache
def _table(country: str) -> tuple[list[str], list[str]]:
    words = _RANGES[country].split()
    return words[::2], words[1::2]
