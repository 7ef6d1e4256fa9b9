"""Trees kept as paths of codes: no recursion to read a subtree, one index range instead."""

from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# "/" separates the path and "~" closes the range, so neither may be part of a code.
code_validator = RegexValidator(r"^[^/~\s]{1,40}$", _("A code has no spaces, “/” or “~”."))


def child_path(parent_path: str, code: str) -> str:
    return f"{parent_path}{code}/"


def within(column: str, path: str) -> Q:
    """Rows whose ``column`` holds ``path`` or a path below it."""
    return Q(**{f"{column}__gte": path, f"{column}__lt": path + "~"})


def is_within(path: str, ancestor: str) -> bool:
    return path.startswith(ancestor)
