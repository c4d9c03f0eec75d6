"""The shop's orders as `report.json` has them: money as numbers, exact as written."""

from typing import Any

from homing.domain.sales import CurrencyOrders, Reconciliation, Sales
from homing.domain.touch import Attribution, OwnAttribution
from homing.services.kpis_json import rounded
from homing.services.report import Report


def orders_json(report: Report) -> dict[str, Any]:
    """The orders in the shop's currency, and those in any other beside them."""
    own, *others = report.orders
    return _currency(own) | {"other_currencies": [_currency(each) for each in others]}


def attribution_json(rule: Attribution, own: OwnAttribution | None = None) -> dict[str, Any]:
    """Which last touches earn an order, each kind with its days."""
    return {f"last_{kind.value}_within_days": window.days for kind, window in rule.windows(own).items()}


def _currency(orders: CurrencyOrders) -> dict[str, Any]:
    return {
        "currency": orders.currency,
        **_reconciled(orders.whole),
        "by_month": {month: _reconciled(each) for month, each in orders.months.items()},
    }


def _reconciled(orders: Reconciliation) -> dict[str, Any]:
    return {
        "shop": _sales(orders.shop),
        "credited": _sales(orders.credited),
        "uncredited": _sales(orders.uncredited),
        "difference": {"orders": orders.difference, "net": float(orders.net_difference)},
        "workflows": {
            name: _sales(each)
            | {"assisted_orders": each.assisted, "assisted_revenue": float(each.assisted_revenue)}
            for name, each in orders.workflows.items()
        },
    }


def _sales(sales: Sales) -> dict[str, Any]:
    return {
        "orders": sales.orders,
        "gross": float(sales.gross),
        "refunded": float(sales.given_back),
        "cancelled": float(sales.called_off),
        "net": float(sales.net),
        "refund_rate": rounded(sales.refund_rate),
    }
