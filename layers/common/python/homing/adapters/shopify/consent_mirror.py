"""Consent written back to Shopify; the app needs the scope `write_customers`."""

from datetime import datetime

from homing.adapters.shopify.admin import AdminApi
from homing.domain.time import iso

WITHDRAW = """
mutation withdraw($input: CustomerEmailMarketingConsentUpdateInput!) {
  customerEmailMarketingConsentUpdate(input: $input) {
    userErrors { code field }
  }
}
"""


class ShopifyConsents:
    """ports.ConsentMirror over the Admin API."""

    def __init__(self, api: AdminApi) -> None:
        self._api = api

    def withdraw(self, customer_id: str, at: datetime) -> bool:
        """Tell Shopify that a customer left; False if it has no such customer, or none with an address."""
        said = {"marketingState": "UNSUBSCRIBED", "consentUpdatedAt": iso(at)}
        customer = f"gid://shopify/Customer/{customer_id}"
        told = self._api.call(WITHDRAW, {"input": {"customerId": customer, "emailMarketingConsent": said}})
        answer = told.get("customerEmailMarketingConsentUpdate") or {}
        return not answer.get("userErrors")
