from channels_mgmt.core.pages import Pages
from channels_mgmt.core.scopes import Verb

from . import filters, forms, tables
from .models import SKU, Exclusive, Price, PriceList
from .services.exclusives import save_exclusive


class SKUPages(Pages):
    model, table, filterset = SKU, tables.SKUTable, filters.SKUFilter
    form, verb = forms.SKUForm, Verb.CHANGE_PRODUCTS
    plural = "products"


class PriceListPages(Pages):
    model, table, filterset = PriceList, tables.PriceListTable, filters.PriceListFilter
    form, verb = forms.PriceListForm, Verb.CHANGE_PRODUCTS
    plural = "price-lists"
    few = True


class PricePages(Pages):
    model, table, filterset = Price, tables.PriceTable, filters.PriceFilter
    form, verb = forms.PriceForm, Verb.CHANGE_PRODUCTS


class ExclusivePages(Pages):
    model, table, filterset = Exclusive, tables.ExclusiveTable, filters.ExclusiveFilter
    form, verb = forms.ExclusiveForm, Verb.CHANGE_PRODUCTS
    save = staticmethod(save_exclusive)
