import django_filters
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from ..filters import FilterSet
from ..models import Alias
from ..pages import Action, Pages
from ..scopes import Access, Verb
from ..tables import FieldColumn, Table
from .alias_forms import AliasForm
from .aliases import label_of, map_text, may_map, targets, withdraw_alias


class AliasTable(Table):
    target = FieldColumn(accessor="target_label", verbose_name=_("Stands for a"))

    class Meta(Table.Meta):
        model = Alias
        fields = ("text", "target", "code", "created_by", "created_at")


class AliasFilter(FilterSet):
    search = ("text", "code")
    target = django_filters.ChoiceFilter(
        label=_("Stands for a"),
        choices=lambda: [(m._meta.label, label_of(m._meta.label)) for m in targets()],
    )

    class Meta:
        model = Alias
        fields = ("target",)


def _withdraw(alias: Alias, *, access, reason: str) -> str:
    withdraw_alias(alias=alias, access=access, reason=reason)
    return AliasPages.url("list")


def _save(*, instance: Alias, access: Access, **_more) -> Alias:
    model = apps.get_model(instance.target)
    return map_text(model=model, text=instance.text, code=instance.code, access=access)


class AliasPages(Pages):
    """Added and withdrawn, never changed: what was taken in by a text was meant so."""

    model, table, filterset = Alias, AliasTable, AliasFilter
    form, verb, save = AliasForm, Verb.IMPORT_MASTERS, staticmethod(_save)
    namespace, plural = "imports", "aliases"
    detail = ("text", "target_label", "code", "created_by", "created_at")
    api_fields = ("id", "target", "text", "code", "created_by", "created_at")
    actions = (
        Action(
            "withdraw",
            _("Withdraw"),
            _withdraw,
            Verb.IMPORT_MASTERS,
            reason="required",
            confirm=_(
                "Files with this text are refused again. What was taken in by it stays as it is."
            ),
            tone="danger",
        ),
    )

    @classmethod
    def can_add(cls, access: Access) -> bool:
        return may_map(access)

    @classmethod
    def can_edit(cls, record: Alias, access: Access) -> bool:
        return False

    empty_hint = _(
        "Texts come here from the page of an import: “To be mapped” lists what it does not know."
    )
