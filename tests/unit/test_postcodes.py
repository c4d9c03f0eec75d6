"""Which province a postcode lies in, and so which clock is kept there."""

import pytest
from homing.adapters.shopify.customer import place
from homing.domain.contact import Place
from homing.domain.postcodes import province_of
from homing.domain.zone_table import PROVINCES
from homing.domain.zones import zone_of
from hypothesis import given
from hypothesis import strategies as st

PLACES = """
US 10001 NY;US 02108 MA;US 00901 PR;US 00802 VI;US 05501 MA;US 05601 VT;US 20001 DC;US 20101 VA;US 33101 FL
US 60601 IL;US 66044 KS;US 73301 TX;US 73401 OK;US 79901 TX;US 88510 TX;US 88001 NM;US 85001 AZ;US 89101 NV
US 90210 CA;US 96813 HI;US 96910 GU;US 97201 OR;US 98101 WA;US 99501 AK;US 59601 MT;US 58501 ND;US 57701 SD
US 90210-1234 CA;US 902101234 CA;US 99950 AK;US 39901 GA;US 34101 FL;US 38601 MS;US 06510 CT;US 83702 ID
CA V6B_1A1 BC;CA m5v2t6 ON;CA G1A_1A1 QC;CA A1A_1A1 NL;CA Y1A YT;CA S4P_3Y2 SK;CA R3B_0T6 MB;CA C1A_1A1 PE
AU 6000 WA;AU 0800 NT;AU 2000 NSW;AU 5000 SA;AU 4000 QLD;AU 7000 TAS;AU 0200 ACT;AU 3000 VIC
ES 35001 GC;ES 38001 TF;ES 28001 M;ES 51001 CE;FR 97400 974;FR 97110 971;FR 98713 987;FR 98800 988
PT 9000-064 30;PT 9500-150 20;PT 1000-001 11;PT 9950 20
BR 69900-000 AC;BR 69005-010 AM;BR 01000-000 SP;BR 76801-000 RO;BR 78005-000 MT;BR 79002-000 MS;BR 69301 RR
MX 77500 ROO;MX 22000 BCN;MX 23000 BCS;MX 83000 SON;MX 06000 CMX;MX 31000 CHH;MX 88000 TAM
"""
UNKNOWN = """
US 1234;US 123456;US 26900;US abcde;US ١٢٣٤٥;CA D1A_1A1;CA X0A_0H0;CA 12345;AU 123;FR 75001;NO 0150
"""


@pytest.mark.parametrize("place", PLACES.strip().replace("\n", ";").split(";"))
def test_a_postcode_tells_its_province(place: str) -> None:
    country, code, province = place.split(" ")

    assert province_of(country, code.replace("_", " ")) == province


@pytest.mark.parametrize("place", UNKNOWN.strip().replace("\n", ";").split(";"))
def test_a_postcode_that_is_none_or_tells_nothing_has_no_province(place: str) -> None:
    country, code = place.split(" ")

    assert province_of(country, code.replace("_", " ")) is None
    assert province_of(None, code) is None
    assert province_of(country, None) is None


def test_an_address_with_a_postcode_alone_has_the_zone_of_its_province() -> None:
    told = place({"country": "United States", "zip": "97201", "province": None, "city": "Portland"})

    assert told == Place(country="United States", city="Portland", province_code="OR")
    assert place({"country_code": "US", "zip": "97201", "province_code": "NY"}) == Place(
        country_code="US", province_code="NY"
    )


@given(st.sampled_from(sorted(PROVINCES)), st.text() | st.from_regex(r"[0-9A-Z]{2,7}", fullmatch=True))
def test_every_province_that_a_postcode_tells_is_one_of_the_table(country: str, code: str) -> None:
    province = province_of(country, code)

    assert province is None or zone_of(country, province) is None or zone_of(country, province).by_province  # type: ignore[union-attr]
