"""Where an address lies and what its country speaks: a table of places, and claims about bad input."""

from zoneinfo import ZoneInfo

import pytest
from homing.domain.zone_table import CITIES, COUNTRIES, PROVINCES
from homing.domain.zones import ZoneGuess, is_zone, language_of, zone_of
from hypothesis import given
from hypothesis import strategies as st

WHOLE_COUNTRIES = """
NO Europe/Oslo;SE Europe/Stockholm;DK Europe/Copenhagen;FI Europe/Helsinki;IS Atlantic/Reykjavik
GB Europe/London;IE Europe/Dublin;DE Europe/Berlin;AT Europe/Vienna;CH Europe/Zurich
NL Europe/Amsterdam;BE Europe/Brussels
LU Europe/Luxembourg;FR Europe/Paris;IT Europe/Rome;PL Europe/Warsaw;CZ Europe/Prague;SK Europe/Bratislava
HU Europe/Budapest;RO Europe/Bucharest;BG Europe/Sofia;GR Europe/Athens;HR Europe/Zagreb;SI Europe/Ljubljana
EE Europe/Tallinn;LV Europe/Riga;LT Europe/Vilnius;TR Europe/Istanbul;IL Asia/Jerusalem;AE Asia/Dubai
IN Asia/Kolkata;SG Asia/Singapore;MY Asia/Kuala_Lumpur;TH Asia/Bangkok;VN Asia/Ho_Chi_Minh;PH Asia/Manila
JP Asia/Tokyo;KR Asia/Seoul;TW Asia/Taipei;HK Asia/Hong_Kong;KZ Asia/Almaty;UZ Asia/Tashkent;CY Asia/Nicosia
AR America/Argentina/Buenos_Aires;CO America/Bogota;PE America/Lima;VE America/Caracas;ZA Africa/Johannesburg
NG Africa/Lagos;EG Africa/Cairo;KE Africa/Nairobi;MA Africa/Casablanca;XK Europe/Belgrade
PR America/Puerto_Rico
"""
CERTAIN_PROVINCES = """
US/AR/Chicago;US/AZ/Phoenix;US/CA/Los_Angeles;US/CO/Denver;US/CT/New_York;US/DC/New_York;US/DE/New_York
US/GA/New_York;US/HI/Pacific/Honolulu;US/IA/Chicago;US/IL/Chicago;US/KS/Chicago;US/LA/Chicago;US/MA/New_York
US/MD/New_York;US/ME/New_York;US/MI/Detroit;US/MN/Chicago;US/MO/Chicago;US/MS/Chicago;US/MT/Denver
US/NC/New_York;US/NH/New_York;US/NJ/New_York;US/NM/Denver;US/NV/Los_Angeles;US/NY/New_York;US/OH/New_York
US/OK/Chicago;US/OR/Los_Angeles;US/PA/New_York;US/PR/Puerto_Rico;US/RI/New_York;US/SC/New_York;US/UT/Denver
US/VA/New_York;US/VT/New_York;US/WA/Los_Angeles;US/WI/Chicago;US/WV/New_York;US/WY/Denver;US/GU/Pacific/Guam
US/VI/St_Thomas;US/AS/Pacific/Pago_Pago;US/MP/Pacific/Guam;CA/AB/Edmonton;CA/MB/Winnipeg
CA/NB/Moncton;CA/NS/Halifax;CA/NT/Edmonton;CA/ON/Toronto;CA/PE/Halifax;CA/QC/Toronto;CA/SK/Regina
CA/YT/Whitehorse;AU/ACT/Australia/Sydney;AU/NSW/Australia/Sydney;AU/NT/Australia/Darwin
AU/QLD/Australia/Brisbane;AU/SA/Australia/Adelaide;AU/TAS/Australia/Hobart;AU/VIC/Australia/Melbourne
AU/WA/Australia/Perth;BR/SP/Sao_Paulo;BR/AC/Rio_Branco;BR/MT/Cuiaba;MX/DF/Mexico_City;MX/CDMX/Mexico_City
MX/BC/Tijuana;MX/BCN/Tijuana;MX/BCS/Mazatlan;MX/SON/Hermosillo;MX/SIN/Mazatlan;MX/Q ROO/Cancun;MX/QROO/Cancun
MX/NL/Monterrey;RU/MOW/Europe/Moscow;RU/NVS/Asia/Novosibirsk;RU/PRI/Asia/Vladivostok;RU/KAM/Asia/Kamchatka
RU/KGD/Europe/Kaliningrad;RU/SVE/Asia/Yekaterinburg;ID/JK/Asia/Jakarta;ID/BA/Asia/Makassar;ID/PA/Asia/Jayapura
NZ/AUK/Pacific/Auckland;NZ/CIT/Pacific/Chatham;PT/PT-20/Atlantic/Azores;PT/PT-30/Atlantic/Madeira
PT/PT-11/Europe/Lisbon;ES/GC/Atlantic/Canary;ES/TF/Atlantic/Canary;ES/M/Europe/Madrid;CL/MA/Punta_Arenas
CL/RM/Santiago;EC/W/Pacific/Galapagos;MN/043/Asia/Hovd;CD/KN/Africa/Kinshasa;CD/HK/Africa/Lubumbashi
UA/43/Europe/Simferopol;UA/30/Europe/Kyiv;CN/BJ/Asia/Shanghai;KI/L/Pacific/Kiritimati;FM/TRK/Pacific/Chuuk
PG/NSB/Pacific/Bougainville;GL/SM/Nuuk
"""
STRADDLING = """
US/AL/Chicago;US/AK/Anchorage;US/FL/New_York;US/ID/Boise;US/IN/Indiana/Indianapolis;US/KY/New_York;US/ND/Chicago
US/NE/Chicago;US/SD/Chicago;US/TN/Chicago;US/TX/Chicago;CA/BC/Vancouver;CA/NL/St_Johns;CA/NU/Iqaluit
MX/CHIH/Chihuahua;MX/NAY/Mazatlan;BR/AM/Manaus;RU/SA/Asia/Yakutsk;CN/XJ/Asia/Urumqi
"""
TOWNS = """
US/FL/Pensacola/Chicago;US/FL/Panama City/Chicago;US/FL/Miami/New_York;US/TX/El Paso/Denver
US/TX/Austin/Chicago;US/TN/Knoxville/New_York;US/TN/chattanooga/New_York;US/TN/NASHVILLE/Chicago
US/KY/Bowling Green/Chicago
US/KY/Owensboro/Chicago;US/KY/Paducah/Chicago;US/IN/Evansville/Chicago;US/IN/Gary/Chicago
US/IN/Hammond/Chicago
US/ID/Coeur d’Alene/Los_Angeles;US/ID/Lewiston/Los_Angeles;US/SD/Rapid City/Denver;US/ND/Dickinson/Denver
US/NE/Scottsbluff/Denver;US/KS/Goodland/Denver;US/OR/Ontario/Boise;US/MI/Iron Mountain/Menominee
US/AK/Adak/Adak;US/AZ/Window Rock/Denver;CA/BC/Cranbrook/Edmonton;CA/ON/Kenora/Winnipeg
CA/NL/Labrador City/Goose_Bay;CA/NL/Saint John's/St_Johns;MX/CHIH/Ciudad Juárez/Ciudad_Juarez
MX/TAMPS/Reynosa/Matamoros;EC//Puerto Ayora/Pacific/Galapagos;CL/VS/Hanga Roa/Pacific/Easter
AU/NSW/Broken Hill/Australia/Broken_Hill;BR/PE/Fernando de Noronha/Noronha
US/FL/Marianna/Chicago;US/TX/Socorro/Denver;US/AZ/Page/Phoenix;US/AZ/Tuba City/Denver
US/IN/Tell City/Chicago;US/IN/South Bend/Indiana/Indianapolis;US/KY/Elizabethtown/New_York
US/TN/Dayton/New_York;US/ND/Bowman/Denver;US/ND/Mandan/Chicago;US/SD/Spearfish/Denver;US/SD/Pierre/Chicago
US/NE/Ogallala/Denver;US/NE/North Platte/Chicago;US/KS/Sharon Springs/Denver;US/KS/Colby/Chicago
US/ID/Moscow/Los_Angeles;US/OR/Nyssa/Boise;US/MI/Ironwood/Menominee;US/NV/West Wendover/Denver
CA/BC/Creston/Dawson_Creek;CA/BC/Dawson Creek/Dawson_Creek;CA/SK/Lloydminster/Edmonton
CA/SK/Creighton/Winnipeg
CA/QC/Blanc-Sablon/Blanc-Sablon;CA/QC/Îles-de-la-Madeleine/Halifax;CA/ON/Thunder Bay/Toronto
CA/ON/Atikokan/Atikokan;CA/ON/Pickle Lake/Atikokan;CA/ON/Rainy River/Winnipeg;CA/NU/Resolute/Resolute
MX/CHIH/Ojinaga/Ojinaga;MX/COAH/Piedras Negras/Matamoros;MX/COAH/Saltillo/Monterrey
MX/NL/Anáhuac/Matamoros;MX/TAMPS/Nuevo Laredo/Matamoros;MX/NAY/Bahía de Banderas/Bahia_Banderas
BR/AM/Tabatinga/Eirunepe;BR/AM/Eirunepe/Eirunepe;AU/WA/Eucla/Australia/Eucla
AU/NSW/Lord Howe Island/Australia/Lord_Howe;GL//Ittoqqortoormiit/Scoresbysund;GL//Qaanaaq/Thule
PF//Atuona/Pacific/Marquesas;PF//Rikitea/Pacific/Gambier;RU/SA/Ust-Nera/Asia/Ust-Nera;AQ//Troll/Antarctica/Troll
CD//Lubumbashi/Africa/Lubumbashi;PG//Arawa/Pacific/Bougainville
"""
LANGUAGES = """
NO nb;SE sv;DK da;FI fi;DE de;AT de;CH de;BE nl;NL nl;GB en;US en;CA en;AU en;IE en;FR fr;IT it;ES es;MX es
AR es;BR pt;PT pt;PL pl;CZ cs;JP ja;KR ko;CN zh;TR tr;GR el;UA uk;IL he;SA ar;IN hi;SJ nb
"""
AREAS = (
    "Africa/",
    "Antarctica/",
    "Indian/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Pacific/",
    "America/",
)
ANYTHING = st.none() | st.text() | st.integers() | st.floats() | st.lists(st.text()) | st.binary()


def rows(text: str) -> list[str]:
    return text.strip().replace("\n", ";").split(";")


def full(zone: str) -> str:
    return zone if zone.startswith(AREAS) else f"America/{zone}"


@pytest.mark.parametrize("row", rows(WHOLE_COUNTRIES))
def test_a_country_with_one_clock_needs_no_province(row: str) -> None:
    code, zone = row.split(" ")

    assert zone_of(code) == ZoneGuess(zone, certain=True)
    assert zone_of(code.lower(), "Nowhere", city="Atlantis") == ZoneGuess(zone, certain=True)


@pytest.mark.parametrize("row", rows(CERTAIN_PROVINCES))
def test_a_province_with_one_clock_is_certain(row: str) -> None:
    country, province, zone = row.split("/", 2)

    assert zone_of(country, province) == ZoneGuess(full(zone), certain=True)


@pytest.mark.parametrize("row", rows(STRADDLING))
def test_a_province_with_two_clocks_is_a_guess(row: str) -> None:
    country, province, zone = row.split("/", 2)

    assert zone_of(country, province) == ZoneGuess(full(zone), certain=False)


@pytest.mark.parametrize("row", rows(TOWNS))
def test_a_known_city_decides_between_the_clocks_of_its_province(row: str) -> None:
    country, province, city, zone = row.split("/", 3)

    assert zone_of(country, province, city=city) == ZoneGuess(full(zone), certain=True)


@pytest.mark.parametrize(
    ("country", "province", "zone"),
    [
        ("US", "Arizona", "America/Phoenix"),
        ("us", "NEW YORK STATE", "America/New_York"),
        ("CA", "québec", "America/Toronto"),
        ("RU", "Primorsky Krai", "Asia/Vladivostok"),
        ("RU", "Republic of Tatarstan", "Europe/Moscow"),
        ("MX", "Quintana Roo", "America/Cancun"),
        ("BR", "Estado de Sao Paulo", "America/Sao_Paulo"),
        ("PT", "Azores", "Atlantic/Azores"),
        ("ES", "Las Palmas", "Atlantic/Canary"),
        ("NZ", "Chatham Islands", "Pacific/Chatham"),
        ("AU", "Western Australia", "Australia/Perth"),
        ("FR", "La Réunion", "Indian/Reunion"),
        ("fr", "guadeloupe", "America/Guadeloupe"),
        ("CL", "magallanes", "America/Punta_Arenas"),
        ("EC", "Galápagos", "Pacific/Galapagos"),
    ],
)
def test_a_province_is_known_by_its_name_too(country: str, province: str, zone: str) -> None:
    assert zone_of(country, province=province) == ZoneGuess(zone, certain=True)
    assert zone_of(country, province) == ZoneGuess(zone, certain=True)


@pytest.mark.parametrize(
    ("country", "zone"), [("US", "America/New_York"), ("AU", "Australia/Sydney"), ("RU", "Europe/Moscow")]
)
def test_a_country_with_several_clocks_alone_gives_the_most_peopled_as_a_guess(
    country: str, zone: str
) -> None:
    assert zone_of(country) == ZoneGuess(zone, certain=False)
    assert zone_of(country, "??") == ZoneGuess(zone, certain=False)


def test_a_city_of_the_same_name_in_another_province_does_not_decide() -> None:
    assert zone_of("US", "OH", city="Cleveland") == ZoneGuess("America/New_York", certain=True)
    assert zone_of("US", city="El Paso") == ZoneGuess("America/New_York", certain=False)


@pytest.mark.parametrize("code", ["AA", "AE", "AP"])
def test_field_post_has_no_zone(code: str) -> None:
    assert zone_of("US", code) is None
    assert zone_of("US", code, city="Pensacola") is None


@pytest.mark.parametrize("code", [None, "", "ZZ", "Q", "Norwegian", "../..", "N O"])
def test_an_unknown_country_has_no_zone_and_no_language(code: str | None) -> None:
    assert zone_of(code) is None
    assert language_of(code) is None


@pytest.mark.parametrize("name", ["Norway", "norway", " NORWAY "])
def test_a_country_is_known_by_its_name_when_its_code_is_missing(name: str) -> None:
    assert zone_of(None, country=name) == ZoneGuess("Europe/Oslo", certain=True)


def test_every_zone_of_the_table_exists() -> None:
    heads = [
        e for block in (*PROVINCES.values(), *CITIES.values()) for e in block.replace("\n", "").split(";")
    ]
    zones = {e[1:].rpartition(" ")[2] for e in heads if e.startswith("@")} - {"-"}
    zones |= {e.split()[1].rstrip("?") for e in COUNTRIES.replace("\n", "").split(";") if e}

    assert len(zones) > 250
    assert all(is_zone(zone) and ZoneInfo(zone) for zone in zones)


@pytest.mark.parametrize("name", ["Europe/Oslo", "UTC", "US/Pacific", "Asia/Calcutta", "Etc/GMT+5", "EST"])
def test_canonical_zones_and_aliases_are_zones(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "localtime",
        "Factory",
        "/etc/localtime",
        "../zoneinfo/UTC",
        "europe/oslo",
        "Europe/oslo",
        "Oslo",
        "UTC+2",
        "UTC+02:00",
        "GMT+02:00",
        "+02:00",
        "CEST",
        "W. Europe Standard Time",
        "Europe/Oslo ",
        None,
        1,
        [],
    ],
)
def test_local_zones_paths_and_other_things_are_no_zones(name: object) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize("row", rows(LANGUAGES))
def test_a_country_has_a_main_language(row: str) -> None:
    code, language = row.split(" ")

    assert language_of(code) == language_of(code.lower()) == language


@given(ANYTHING, ANYTHING, ANYTHING)
def test_nothing_written_in_an_address_raises(code: object, name: object, city: object) -> None:
    guess = zone_of(code, name, country=name, province=name, city=city)  # type: ignore[arg-type]

    assert guess is None or is_zone(guess.name)
    language_of(code)  # type: ignore[arg-type]
    is_zone(code)


@given(st.sampled_from(["US", "CA", "MX", "RU", "AU", "EC"]), ANYTHING, ANYTHING)
def test_a_known_country_always_has_a_zone_that_exists(code: str, province: object, city: object) -> None:
    guess = zone_of(code, province=province, city=city)  # type: ignore[arg-type]

    assert guess is not None
    assert is_zone(guess.name)
