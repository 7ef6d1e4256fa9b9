"""The pages of regions and business areas."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Pages
from channels_mgmt.core.scopes import Scope, Verb

from . import region_filters as filters
from . import region_forms as forms
from . import region_tables as tables
from .models import BusinessArea, Region
from .services.business_areas import save_business_area
from .services.regions import save_region


class RegionPages(Pages):
    model, table, filterset = Region, tables.RegionTable, filters.RegionFilter
    form, verb = forms.RegionForm, Verb.CHANGE_STRUCTURE
    save = staticmethod(save_region)
    detail = (
        "code",
        "name",
        "name_en",
        "pinyin",
        "level",
        "parent",
        "valid_from",
        "valid_to",
    )
    api_fields = ("id", *detail, "successors")
    browsed, options_view = True, filters.RegionOptionsView
    empty_hint = _("Load them: manage.py load_regions.")

    @classmethod
    def options(cls, scope: Scope) -> QuerySet:
        return cls.rows(scope).select_related("parent")

    @classmethod
    def option_label(cls, record: Region) -> str:
        """Names of counties repeat: the parent tells them apart."""
        return f"{record} · {record.parent}" if record.parent else str(record)


class BusinessAreaPages(Pages):
    model, table, filterset = BusinessArea, tables.BusinessAreaTable, filters.BusinessAreaFilter
    form, verb = forms.BusinessAreaForm, Verb.CHANGE_STRUCTURE
    save = staticmethod(save_business_area)
    detail = ("code", "name", "name_en", "regions")
    plural, few = "business-areas", True
    empty_hint = _("An area is a named set of regions, such as several provinces.")

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        """With the number of regions, by a subquery: rows that are grouped cannot be locked."""
        sets = BusinessArea.regions.through.objects.filter(businessarea=OuterRef("pk"))
        count = sets.order_by().values("businessarea").annotate(n=Count("pk")).values("n")
        return super().rows(scope).annotate(region_count=Coalesce(Subquery(count), 0))
