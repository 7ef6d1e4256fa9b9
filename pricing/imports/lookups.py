from django.utils.translation import gettext as _

from channels_mgmt.core.imports.columns import Resolver
from channels_mgmt.core.imports.references import lookup

from ..models import SKU


def skus() -> Resolver:
    return lookup(
        SKU, "unknown_sku", lambda: _("There is no product “%(value)s”: import it first.")
    )
