"""What somebody costs who has no key and all the time of the world."""

from decimal import Decimal

from homing.routes import ROUTES

from infra.stages import STAGES
from local.prices import price_of
from tests.conventions.tree import ROOT

DAY = 24 * 60 * 60
GB_SECONDS = Decimal("0.5") * Decimal("0.05")  # 512 MB for 50 ms


def test_the_bill_of_a_day_is_as_told() -> None:
    told = (ROOT / "SECURITY.md").read_text("utf-8")
    request = (
        price_of("api_request").of(1) + price_of("invocation").of(1) + price_of("gb_second").of(GB_SECONDS)
    )

    for stage in STAGES.values():
        let_in = sum(max(1, stage.requests_per_second * route.share // 100) for route in ROUTES)
        assert f"${request * let_in * DAY:.2f} in `{stage.name}`" in told
