"""`python -m tools.bench [NAME ...]`: run these measures, or all, and write docs/benchmarks.md."""

import argparse
from datetime import UTC, datetime

from tools.bench import document
from tools.bench.measure import Size, all_measures


def main() -> None:
    """Measure, print, and write the sections of what was measured."""
    known = all_measures()
    reader = argparse.ArgumentParser(prog="python -m tools.bench", description="Measure how fast Homing is.")
    reader.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(known)}")
    reader.add_argument("--tiny", action="store_true", help="only see that it runs; writes nothing")
    wish = reader.parse_args()
    strange = sorted(set(wish.names) - known.keys())
    if strange:
        reader.error(f"no measure is called {strange[0]}; there are {', '.join(known)}")
    kept = document.sections(document.PLACE.read_text("utf-8")) if document.PLACE.exists() else {}
    parts = {name: text for name, text in kept.items() if name in known}
    for name in wish.names or known:
        rows = known[name].run(Size.TINY if wish.tiny else Size.FULL)
        day = datetime.now(UTC).date()
        parts[name] = document.section(name, known[name], rows, day, document.machine())
        print(parts[name], flush=True)
        if not wish.tiny:
            document.PLACE.write_text(document.compose(parts), "utf-8")


main()
