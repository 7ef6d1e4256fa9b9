"""Trees kept as paths of codes: no recursion to read a subtree, one index range instead."""

from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# "/" separates the path, so it may not be part of a code; "~" marks a shortened one (statements).
code_validator = RegexValidator(
    r"^[^/~\s]+( [^/~\s]+)*$", _("A code has no “/” or “~”, and spaces only within it.")
)
# What is not in a tree may have the "/" that models of appliances have: KFR-35GW/BP2.
model_code_validator = RegexValidator(
    r"^[^~\s]+( [^~\s]+)*$", _("A code has no “~”, and spaces only within it.")
)


def child_path(parent_path: str, code: str) -> str:
    return f"{parent_path}{code}/"


def within(column: str, path: str) -> Q:
    """Rows whose ``column`` holds ``path`` or a path below it, whatever letters the codes have.

    In byte order "0" comes right after the "/" that ends every path.
    """
    return Q(**{f"{column}__gte": path, f"{column}__lt": path.removesuffix("/") + "0"})


def is_within(path: str, ancestor: str) -> bool:
    return path.startswith(ancestor)


def ancestors(path: str) -> list[str]:
    """The paths from the root down to the node itself."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]
