"""The shop's own system, as far as we write to it."""

from functools import cached_property
from typing import TYPE_CHECKING

from homing.adapters.aws.around import Around

if TYPE_CHECKING:
    from homing.adapters.shopify.admin import AdminApi
    from homing.services import ports

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


class ShopNeighbours(Around):
    """Shopify's Admin API."""

    @cached_property
    def admin_api(self) -> "AdminApi":
        """What is asked of the shop."""
        from homing.adapters.shopify.admin import AdminApi

        return AdminApi(self.shop.shopify_domain, self.secrets.shopify_admin)

    @cached_property
    def shop_codes(self) -> "ports.ShopCodes":
        """The shop's discount codes."""
        from homing.adapters.shopify.discount_codes import ShopifyCodes

        return ShopifyCodes(self.admin_api.call)

    @cached_property
    def consent_mirror(self) -> "ports.ConsentMirror":
        """The shop's record of consent."""
        from homing.adapters.shopify.consent_mirror import ShopifyConsents

        return ShopifyConsents(self.admin_api)
