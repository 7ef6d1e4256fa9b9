"""Tables and filters of people and their roles."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.display import listed
from channels_mgmt.core.filters import FilterSet, RecordFilter, ValidityFilterSet
from channels_mgmt.core.models import User
from channels_mgmt.core.tables import FieldColumn, Table
from channels_mgmt.core.trees import within

from ..choices import GrantStatus, Role
from ..models import Dealer, Grant, Region


def held(grant: Grant) -> str:
    """A role with what it is over, and what keeps it from holding."""
    over = grant.region or grant.dealer
    words = f"{grant.get_role_display()} · {over}" if over else str(grant.get_role_display())
    begun = grant.status == GrantStatus.IN_FORCE and grant.valid_from <= timezone.localdate()
    return words if begun else f"{words} ({grant.state()})"


class UserTable(Table):
    sortable = ("username",)
    roles = FieldColumn(accessor="roles_in_sight", verbose_name=_("Roles"))

    class Meta(Table.Meta):
        model = User
        fields = ("username", "full_name", "roles", "is_active")

    def render_roles(self, value: list[Grant]) -> str:
        return format_html_join("", "<div>{}</div>", ((held(grant),) for grant in value))

    def value_roles(self, value: list[Grant]) -> str:
        return listed(held(grant) for grant in value)


class UserFilter(FilterSet):
    """By roles that the reader sees: what is out of her sight makes no difference."""

    search = ("username", "full_name")
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, method="holding")
    region = RecordFilter(
        queryset=Region.objects.all(),
        to_field_name="code",
        label=_("Region"),
        method="working_in",
    )
    dealer = RecordFilter(
        queryset=Dealer.objects.all(),
        to_field_name="code",
        label=_("Dealer"),
        method="working_for",
    )

    class Meta:
        model = User
        fields = ("role", "region", "dealer", "is_active")

    def in_sight(self) -> QuerySet:
        grants = Grant.objects.live_on(timezone.localdate())
        return grants.visible_to(self.request.access.scope).order_by()

    def holding(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=self.in_sight().filter(role=value).values("user"))

    def working_in(self, rows: QuerySet, name: str, value: Region) -> QuerySet:
        there = within("region__path", value.path) | within("dealer__home_region__path", value.path)
        return rows.filter(pk__in=self.in_sight().filter(there).values("user"))

    def working_for(self, rows: QuerySet, name: str, value: Dealer) -> QuerySet:
        return rows.filter(pk__in=self.in_sight().filter(dealer=value).values("user"))


class GrantTable(Table):
    state = FieldColumn(verbose_name=_("Status"), accessor="state")

    class Meta(Table.Meta):
        model = Grant
        fields = ("user", "role", "region", "dealer", "valid_from", "valid_to", "state")


class GrantFilter(ValidityFilterSet):
    search = ("user__username", "user__full_name", "dealer__code")

    class Meta:
        model = Grant
        fields = ("role", "region", "dealer", "status")
