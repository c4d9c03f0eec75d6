"""Sheets of figures as files: CSV that a spreadsheet opens safely, and JSON."""

import csv
import io
import json
from decimal import Decimal

from homing.services.figure_rows import Sheet

# A spreadsheet takes a cell that begins so for a formula: owasp.org/www-community/attacks/CSV_Injection
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(sheet: Sheet) -> str:
    """Comma-separated, a header first, lines as RFC 4180 ends them; a text never becomes a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([_cell(row[name]) for name in sheet.columns])
    return file.getvalue()


def as_json_lines(sheet: Sheet) -> str:
    """One object a line, amounts as numbers exactly as they were counted."""
    lines = (
        "{" + ", ".join(f"{json.dumps(name)}: {_json(row[name])}" for name in sheet.columns) + "}\n"
        for row in sheet.rows
    )
    return "".join(lines)


def _cell(value: str | Decimal) -> str:
    if isinstance(value, Decimal):
        return _plain(value)
    return f"'{value}" if value.startswith(_BEGINS_A_FORMULA) else value


def _json(value: str | Decimal) -> str:
    return _plain(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _plain(amount: Decimal) -> str:
    """Never `1E+3`, which a reader of integers does not take."""
    return f"{amount:f}"
