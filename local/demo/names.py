"""Names in the scripts of those who bear them, and what their owners make of them in an address."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

# given names / family names; one that is not written in Latin letters says its handle after a colon.
_NAMES: Mapping[str, str] = {
    "nordic": (
        "Ingrid Åse Bjørn Sigrid Øyvind Kåre Solveig Håkon Ragnhild Sindre Torunn Eirik Märta Søren Guðrún"
        "/Haugen Ødegård Berg Sæther Nygård Lie Strand Bakken Myhre Bråten Sørensen Lindqvist Virtanen Aas"
    ),
    "english": (
        "Alice Rory Imogen Callum Hazel Ewan Maya Theo Niamh Grace Owen Ruby Isaac Zoë Siân Noah"
        "/O'Brien Fraser Whitlock Ng Okafor Pemberton Singh Ward Castellano MacLeod Hughes Baker Yazzie"
    ),
    "german": (
        "Jürgen Käthe Björn Annika Lukas Mareike Sjoerd Fenna Daan Thijs Antje Götz Maike Roos"
        "/Müller Groß Schäfer Weiß Hoffmann Böhm Jansen Bakker Visser Meijer Krüger Vogel"
    ),
    "french": "Zoé Aurélie Benoît Chloé Étienne Maëlle Gaël Hélène/Lefèvre Dubois Gagné Moreau Roy Côté Noël",
    "iberian": "João Inês Lucía Íñigo Thaís Núria Caetano Débora/Gonçalves Muñoz Araújo Peña Conceição Souza",
    "polish": "Łukasz Małgorzata Paweł Żaneta Agnieszka/Wójcik Dąbrowski Kamińska Zieliński",
    "greek": "Ελένη:eleni Γιώργος:giorgos Δήμητρα:dimitra/Παπαδοπούλου:papadopoulou",
    "hindi": "आरव:aarav प्रिया:priya रोहन:rohan अनन्या:ananya/शर्मा:sharma थापा:thapa वर्मा:verma",
    "japanese": "陽葵:himari 蓮:ren 美咲:misaki 大翔:hiroto/佐藤:sato 高橋:takahashi 渡辺:watanabe",
}

_LATIN = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ð": "d", "ß": "ss", "ł": "l", "'": ""})


@dataclass(frozen=True, slots=True)
class Name:
    """One name, and how it stands in an address."""

    written: str
    handle: str


def name(chance: Random, culture: str) -> tuple[Name, Name]:
    """A given name and a family name."""
    given, family = (part.split() for part in _NAMES[culture].split("/"))
    return _read(chance.choice(given)), _read(chance.choice(family))


def _read(entry: str) -> Name:
    written, _, handle = entry.partition(":")
    return Name(written, handle or _latin(written))


def _latin(written: str) -> str:
    decomposed = unicodedata.normalize("NFKD", written.lower().translate(_LATIN))
    return "".join(c for c in decomposed if c.isascii() and c.isalpha())
