"""Business areas: named sets of regions."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record
from channels_mgmt.core.trees import is_within

from ..models import BusinessArea, Region


@transaction.atomic
def save_business_area(
    *,
    instance: BusinessArea,
    access: Access,
    verb: Verb,
    reason: str = "",
    sets: Mapping[str, Iterable[Region]] | None = None,
) -> BusinessArea:
    """Check and save an area with its regions; the history has the set before and after.

    Raises ValidationError where it has none, or one within another of them.
    """
    if sets is not None and "regions" in sets:
        check_regions(list(sets["regions"]))
    return save_record(instance=instance, access=access, verb=verb, reason=reason, sets=sets)


def check_regions(regions: Sequence[Region]) -> None:
    if not regions:
        raise ValidationError({"regions": _("Name at least one region.")})
    for inner in regions:
        for outer in regions:
            if inner.pk != outer.pk and is_within(inner.path, outer.path):
                text = _("%(inner)s lies in %(outer)s, which stands for all that lies in it: "
                         "leave one of them out.")  # fmt: skip
                parts = {"inner": f"{inner.code} {inner}", "outer": f"{outer.code} {outer}"}
                raise ValidationError({"regions": text % parts})
