from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..scopes import Reach


class User(AbstractUser):
    """A person who signs in. What she may see and do is in her grants (``dealers.Grant``)."""

    full_name = models.CharField(_("name"), max_length=80, blank=True)

    reach = Reach()  # only who sees everything, until ``dealers`` says who sees whom

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.full_name or self.username


def person(verbose_name: Any) -> models.ForeignKey:
    """Who did something; empty for the system itself."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=verbose_name,
        related_name="+",
    )
