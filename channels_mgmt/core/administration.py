"""Pages of the kit's own records: people, jobs, the audit trail. All read-only."""

import django_filters
from django.utils.translation import gettext_lazy as _

from .filters import FilterSet
from .models import AuditEntry, Job, User
from .pages import Pages
from .scopes import Scope, ScopedQuerySet
from .tables import Table


class UserTable(Table):
    class Meta(Table.Meta):
        model = User
        fields = ("username", "full_name", "is_active", "last_login")


class UserFilter(FilterSet):
    search = ("username", "full_name")

    class Meta:
        model = User
        fields = ("is_active",)


class UserPages(Pages):
    model, table, filterset = User, UserTable, UserFilter
    detail = ("username", "full_name", "email", "is_active", "is_superuser", "last_login")

    @classmethod
    def rows(cls, scope: Scope):
        return ScopedQuerySet(User).visible_to(scope).order_by("username")


class JobTable(Table):
    sortable = ("id",)

    class Meta(Table.Meta):
        model = Job
        fields = ("id", "task", "status", "done", "total", "created_by", "created_at")


class JobFilter(FilterSet):
    search = ("task",)

    class Meta:
        model = Job
        fields = ("status",)


class JobPages(Pages):
    model, table, filterset = Job, JobTable, JobFilter


class AuditTable(Table):
    class Meta(Table.Meta):
        model = AuditEntry
        fields = ("id", "at", "by", "action", "model", "object_id", "label", "reason")


class AuditFilter(FilterSet):
    search = ("label", "reason")
    at_from = django_filters.DateFilter("at", "date__gte", label=_("From"))
    at_before = django_filters.DateFilter("at", "date__lt", label=_("Before"))
    model = django_filters.CharFilter(label=_("Record type"))
    object_id = django_filters.NumberFilter(label=_("Record"))

    class Meta:
        model = AuditEntry
        fields = ("model", "object_id")


class AuditPages(Pages):
    model, table, filterset = AuditEntry, AuditTable, AuditFilter
    plural = "audit-trail"
    heavy = ("before", "after")
