"""Finding regions by name, reading or code, and what lies in a business area."""

import re
from typing import Any

import django_filters
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet
from channels_mgmt.core.pages.listing import OptionsView
from channels_mgmt.core.trees import ancestors, within

from .choices import RegionLevel
from .models import BusinessArea, Region

INITIALS = re.compile(r"[a-z]{2,8}")


def initials(word: str) -> str:
    """A pattern for readings whose syllables begin so: gz is guang zhou, and gan zi."""
    return " ".join(f"{letter}[a-z]*" for letter in word)


def read_as(rows: models.QuerySet) -> models.QuerySet:
    """With the reading in one word, as it is typed: guangzhou."""
    return rows.alias(in_one=Replace("pinyin", Value(" "), Value("")))


def called(word: str) -> Q:
    """Regions with this word in their code, names or reading; of ``read_as`` rows."""
    found = Q(code__startswith=word) | Q(name__icontains=word) | Q(name_en__icontains=word)
    plain = word.casefold()
    found |= Q(in_one__contains=plain) | Q(pinyin__contains=plain)
    return found | Q(pinyin__regex=f"^{initials(plain)}") if INITIALS.fullmatch(plain) else found


def best_first(rows: models.QuerySet, term: str) -> models.QuerySet:
    """What is called just so, then what begins so; the larger before the smaller."""
    plain = term.replace(" ", "").casefold()
    exact = Q(code=term) | Q(name=term) | Q(name_en__iexact=term) | Q(in_one=plain)
    begins = Q(code__startswith=term) | Q(name__startswith=term) | Q(in_one__startswith=plain)
    ranks = [When(exact, then=0), When(begins, then=2)]
    if INITIALS.fullmatch(plain):
        ranks.insert(1, When(Q(pinyin__regex=f"^{initials(plain)}$"), then=1))
    size = [When(level=level, then=place) for place, level in enumerate(RegionLevel)]
    return rows.order_by(
        Case(*ranks, default=3, output_field=models.IntegerField()),
        Case(*size, default=9, output_field=models.IntegerField()),
        "path",
    )


class RegionFilter(ValidityFilterSet):
    search = ("code", "name", "name_en", "pinyin")

    class Meta:
        model = Region
        fields = ("level", "parent")

    def find(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Each word must be found, as in all lists; here also by reading and its initials."""
        rows = read_as(rows)
        for word in value.split()[:5]:
            rows = rows.filter(called(word))
        return rows


class RegionOptionsView(OptionsView):
    """What has ended is not offered, though whoever knows its code may still name it."""

    def rows(self) -> models.QuerySet:
        return super().rows().valid_on(timezone.localdate())

    def found(self, term: str) -> models.QuerySet:
        rows = super().found(term)
        return best_first(rows, term.strip()) if term.strip() else rows


class BusinessAreaFilter(FilterSet):
    search = ("code", "name", "name_en")
    region = django_filters.ModelChoiceFilter(
        queryset=Region.objects.all(),
        to_field_name="code",
        method="holding",
        label=_("Region"),
    )

    class Meta:
        model = BusinessArea
        fields = ()

    def holding(self, rows: models.QuerySet, name: str, value: Region) -> models.QuerySet:
        """The areas that the region lies in."""
        return rows.filter(regions__path__in=ancestors(value.path))


@extend_schema_field(OpenApiTypes.STR)
class AreaFilter(django_filters.ModelChoiceFilter):
    """What lies in a business area; ``field_name`` is the column with the region's path."""

    brand_side = True

    def __init__(self, field_name: str) -> None:
        super().__init__(
            field_name,
            queryset=BusinessArea.objects.all(),
            to_field_name="code",
            label=_("Business area"),
        )

    def filter(self, rows: models.QuerySet, value: Any) -> models.QuerySet:
        return rows if value is None else rows.filter(in_area(self.field_name, value))


def in_area(column: str, area: BusinessArea) -> Q:
    """Rows whose region lies in one of the area's; one query for the set."""
    paths = list(area.regions.values_list("path", flat=True))
    found = Q(pk__in=[])
    for path in paths:
        found |= within(column, path)
    return found
