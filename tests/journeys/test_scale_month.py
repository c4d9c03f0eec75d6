"""The bill of ten million contacts, as docs/scale.md has it."""

from tools import scale_month
from tools.scale import PAGE


def test_the_page_has_the_bill_that_is_computed() -> None:
    """Run `python -m tools.scale` if it has not."""
    written = PAGE.read_text("utf-8").split(scale_month.BEGIN)[1].split(scale_month.END)[0]

    assert written.strip() == scale_month.table().strip()


def test_ses_is_the_largest_part_of_the_bill() -> None:
    assert next(iter(scale_month.month())) == "SES"
