from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..fields import PathField
from ..scopes import ScopedQuerySet
from ..trees import child_path, code_validator, is_within, within


class TreeQuerySet(ScopedQuerySet):
    def within(self, node: "TreeNode") -> Self:
        """The node itself and all below it."""
        return self.filter(within("path", node.path))


class TreeNode(models.Model):
    """A node with a code of its own, a parent, and the path of codes from the root."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("parent"),
        related_name="children",
    )
    path = PathField(unique=True)

    objects = models.Manager.from_queryset(TreeQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        """Keep the path, and those of all below when the node moves."""
        before = self.stored_path() if self.pk else None
        self.path = child_path(self.parent.path if self.parent_id else "", self.code)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "path"}
        super().save(*args, **kwargs)
        if before is not None and before != self.path:
            self._move_descendants(before)

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent_id and is_within(self.parent.path, self.stored_path()):
            raise ValidationError(
                {"parent": _("%(parent)s lies below this record.") % {"parent": self.parent}}
            )

    def stored_path(self) -> str:
        return type(self).objects.values_list("path", flat=True).get(pk=self.pk)

    def _move_descendants(self, before: str) -> None:
        below = type(self).objects.filter(within("path", before)).exclude(pk=self.pk)
        for node in below:
            node.path = self.path + node.path.removeprefix(before)
        type(self).objects.bulk_update(below, ["path"], batch_size=500)
