"""Where the demo's people live: half of them in Norway, the rest wherever wool is worn, or not."""

from collections.abc import Sequence
from dataclasses import dataclass

# code | country | province code | province | city | postcode | zone | currency | names | locales | how many
_TABLE = """
NO|Norway|||Oslo|0150|Europe/Oslo|NOK|nordic|nb,nb-NO,no,nn,en|8
NO|Norway|||Bergen|5003|Europe/Oslo|NOK|nordic|nb,nn-NO,no|5
NO|Norway|||Trondheim|7010|Europe/Oslo|NOK|nordic|nb,nb-NO|4
NO|Norway|||Ålesund|6003|Europe/Oslo|NOK|nordic|nn,nb|3
NO|Norway|||Tromsø|9008|Europe/Oslo|NOK|nordic|nb,no,en|2
SE|Sweden|||Göteborg|41101|Europe/Stockholm|SEK|nordic|sv,sv-SE,en|4
DK|Denmark|||Aarhus|8000|Europe/Copenhagen|DKK|nordic|da,en|3
FI|Finland|||Tampere|33100|Europe/Helsinki|EUR|nordic|fi,sv-FI|2
IS|Iceland|||Reykjavík|101|Atlantic/Reykjavik|EUR|nordic|en,is|1
GB|United Kingdom|ENG|England|Leeds|LS1 4AP|Europe/London|GBP|english|en-GB,en|5
GB|United Kingdom|SCT|Scotland|Edinburgh|EH1 1YZ|Europe/London|GBP|english|en-GB|3
DE|Germany|||Hamburg|20095|Europe/Berlin|EUR|german|de,de-DE|5
NL|Netherlands|||Utrecht|3511|Europe/Amsterdam|EUR|german|nl,nl-NL|3
FR|France|||Lyon|69001|Europe/Paris|EUR|french|fr,fr-FR|3
ES|Spain|TF|Santa Cruz de Tenerife|La Laguna|38201|Atlantic/Canary|EUR|iberian|es,es-ES|1
PT|Portugal|PT-20|Azores|Ponta Delgada|9500|Atlantic/Azores|EUR|iberian|pt-PT|1
PL|Poland|||Kraków|30-001|Europe/Warsaw|EUR|polish|pl,pl-PL|2
GR|Greece|||Θεσσαλονίκη|546 21|Europe/Athens|EUR|greek|el,en|1
US|United States|NY|New York|Brooklyn|11201|America/New_York|USD|english|en,en-US|4
US|United States|MN|Minnesota|Duluth|55802|America/Chicago|USD|english|en-US|2
US|United States|CO|Colorado|Boulder|80302|America/Denver|USD|english|en-US|2
US|United States|WA|Washington|Seattle|98101|America/Los_Angeles|USD|english|en,en-US|3
US|United States|AK|Alaska|Anchorage|99501|America/Anchorage|USD|english|en-US|1
US|United States|HI|Hawaii|Hilo|96720|Pacific/Honolulu|USD|english|en-US|1
CA|Canada|ON|Ontario|Ottawa|K1A 0B1|America/Toronto|CAD|english|en-CA|2
CA|Canada|QC|Quebec|Québec|G1R 4P5|America/Toronto|CAD|french|fr-CA|1
CA|Canada|NL|Newfoundland and Labrador|St. John's|A1C 1A1|America/St_Johns|CAD|english|en-CA|1
AU|Australia|TAS|Tasmania|Hobart|7000|Australia/Hobart|AUD|english|en-AU|2
AU|Australia|SA|South Australia|Adelaide|5000|Australia/Adelaide|AUD|english|en-AU|1
AU|Australia|NT|Northern Territory|Darwin|0800|Australia/Darwin|AUD|english|en-AU|1
NZ|New Zealand|OTA|Otago|Dunedin|9016|Pacific/Auckland|NZD|english|en-NZ,en|2
IN|India|HP|Himachal Pradesh|शिमला|171001|Asia/Kolkata|INR|hindi|en-IN,hi|2
NP|Nepal|||काठमाडौं|44600|Asia/Kathmandu|USD|hindi|en|1
JP|Japan|JP-01|Hokkaidō|札幌市|060-0001|Asia/Tokyo|JPY|japanese|ja,ja-JP|3
BR|Brazil|SP|São Paulo|São Paulo|01001-000|America/Sao_Paulo|BRL|iberian|pt-BR|2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One town, the clock and the money that its people live by."""

    country_code: str
    country: str
    province_code: str | None
    province: str | None
    city: str
    postcode: str
    zone: str
    currency: str
    names: str
    locales: tuple[str, ...]


def _read() -> Sequence[tuple[Place, int]]:
    found = []
    for line in _TABLE.strip().splitlines():
        code, country, province_code, province, city, postcode, zone, currency, names, locales, count = (
            line.split("|")
        )
        place = Place(
            country_code=code,
            country=country,
            province_code=province_code or None,
            province=province or None,
            city=city,
            postcode=postcode,
            zone=zone,
            currency=currency,
            names=names,
            locales=tuple(locales.split(",")),
        )
        found.append((place, int(count)))
    return found


_ALL = _read()
HOME: Sequence[Place] = [p for p, count in _ALL if p.country_code == "NO" for _ in range(count)]
ABROAD: Sequence[Place] = [p for p, count in _ALL if p.country_code != "NO" for _ in range(count)]
