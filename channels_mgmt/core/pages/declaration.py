"""The declaration of a model's pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .. import registry, seen
from ..scopes import Access, Scope, Verb
from ..services import bears_money, save_record
from .actions import Action, ActionView
from .bulk import BulkView
from .detail import DetailView, HistoryView
from .editing import AddView, EditView
from .listing import ExportView, ListView, OptionsView

if TYPE_CHECKING:
    from ..filters import FilterSet
    from ..forms import ModelForm
    from ..tables import Table


@dataclass(frozen=True, slots=True)
class Link:
    """A button above a list that leads to another page (an upload, a tree)."""

    label: Any
    url: str  # the name of the address, such as "dealers:dealer_tree"
    verb: Verb | None = None  # shown only to who may do this
    query: str = ""
    brand_side: bool = False  # shown only on the brand side: for dealers the page is not there

    def is_for(self, access: Access) -> bool:
        if self.brand_side and not access.scope.brand_side:
            return False
        return self.verb is None or access.may(self.verb)

    @property
    def address(self) -> str:
        return reverse(self.url) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class Download:
    """What a list gives away of its rows, the filtered or the ticked ones, beside its export.

    Its page is told by ``what=`` which of its downloads it is, and by ``row=…`` of which rows.
    """

    page: str  # the name of its address, such as "zip"
    what: str
    label: Any


class Pages:
    """List, detail, add, edit, history and export of a model, its options and its API.

    Without ``form`` the model is read-only; ``verb`` is what adding and changing needs.
    """

    model: ClassVar[type[models.Model]]
    table: ClassVar[type["Table"]]
    filterset: ClassVar[type["FilterSet"]]
    form: ClassVar[type["ModelForm"] | None] = None
    verb: ClassVar[Verb | None] = None
    save: ClassVar[Callable] = staticmethod(save_record)  # or a service with its signature

    step_up: ClassVar[bool] = False  # adding and changing asks to confirm who one is
    reason_required: ClassVar[bool] = False  # whoever changes a record says why: it bears money

    detail: ClassVar[tuple[str, ...]] = ()  # default: all fields
    api_fields: ClassVar[tuple[str, ...]] = ()  # default: id and what detail shows
    plural: ClassVar[str] = ""  # /api/v1/<plural>/; default: the model's name and an s
    viewset: ClassVar[type | None] = None  # a subclass of core.api.RecordViewSet with actions
    namespace: ClassVar[str] = ""  # default: the app's label

    sums: ClassVar[tuple[str, ...]] = ()  # columns with a total below the list
    few: ClassVar[bool] = False  # few rows: chosen from a select, not looked up by code
    browsed: ClassVar[bool] = False  # a tree that look-ups also go down level by level
    options_view: ClassVar[type[OptionsView]] = OptionsView
    heavy: ClassVar[tuple[str, ...]] = ()  # large fields that lists and exports do not load
    actions: ClassVar[tuple[Action, ...]] = ()
    links: ClassVar[tuple[Link, ...]] = ()
    downloads: ClassVar[tuple[Download, ...]] = ()
    add_label: ClassVar[Any] = _("Add")  # of the list's button and the form's page
    empty_hint: ClassVar[Any] = ""  # what to do when there is nothing yet

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "model" not in vars(cls):
            return
        meta = cls.model._meta
        cls.namespace = cls.namespace or meta.app_label
        cls.plural = cls.plural or f"{meta.model_name}s"
        cls.detail = cls.detail or tuple(f.name for f in meta.concrete_fields if readable(f))
        cls.api_fields = cls.api_fields or ("id", *cls.detail)
        cls.reason_required = cls.reason_required or bears_money(cls.model)
        registry.register(cls)

    @classmethod
    def rows(cls, scope: Scope) -> models.QuerySet:
        """The rows a scope may see: the only way in which pages and the API reach them."""
        return cls.model.objects.visible_to(scope)

    @classmethod
    def can_add(cls, access: Access) -> bool:
        return cls.form is not None and access.may(cls.verb)

    @classmethod
    def can_edit(cls, record: models.Model, access: Access) -> bool:
        """Whether the record is one that may be changed, and this person may."""
        return cls.form is not None and access.reaches(cls.verb, record)

    @classmethod
    def fingerprint(cls, record: models.Model) -> str:
        """What the record holds, and what belongs to it: whoever decides has seen just that."""
        return seen.fingerprint(record)

    @classmethod
    def option_label(cls, record: models.Model) -> str:
        """What stands beside the code where a record is looked up."""
        return str(record)

    @classmethod
    def told(cls, name: str, value: Any, scope: Scope) -> Any:
        """A value of a record's history as somebody of this scope may read it."""
        return value

    @classmethod
    def options(cls, scope: Scope) -> models.QuerySet:
        """The rows that may be chosen in a foreign key field."""
        return cls.rows(scope)

    @classmethod
    def name(cls) -> str:
        return capfirst(str(cls.model._meta.verbose_name))

    @classmethod
    def name_plural(cls) -> str:
        return capfirst(str(cls.model._meta.verbose_name_plural))

    @classmethod
    def url(cls, page: str, record: models.Model | None = None) -> str:
        name = f"{cls.namespace}:{cls.model._meta.model_name}_{page}"
        return reverse(name, args=[record.pk] if record is not None else [])

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        """All addresses below ``prefix``, such as ``"dealers/"``."""
        name = cls.model._meta.model_name
        views = [
            ("", ListView, "list"),
            ("export/", ExportView, "export"),
            ("options/", cls.options_view, "options"),
            ("<int:pk>/", DetailView, "detail"),
            ("<int:pk>/history/", HistoryView, "history"),
        ]
        if cls.form is not None:
            views += [("add/", AddView, "add"), ("<int:pk>/edit/", EditView, "edit")]
        patterns = [
            path(f"{prefix}{tail}", view.as_view(pages=cls), name=f"{name}_{page}")
            for tail, view, page in views
        ]
        return (
            patterns
            + [
                path(
                    f"{prefix}<int:pk>/{action.name}/",
                    (action.view or ActionView).as_view(pages=cls, action=action),
                    name=f"{name}_{action.name}",
                )
                for action in cls.actions
            ]
            + [
                path(
                    f"{prefix}{action.name}/",
                    BulkView.as_view(pages=cls, action=action),
                    name=f"{name}_{action.bulk_page}",
                )
                for action in cls.actions
                if action.bulk
            ]
        )


def readable(field: models.Field) -> bool:
    hidden = models.BinaryField | models.FileField
    return not field.primary_key and not isinstance(field, hidden) and field.name != "password"
