"""Two versions of a programme side by side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from channels_mgmt.core.pages.base import PageView

from ..models import ProgrammeVersion
from ..services.sight import Sight
from ..version_diff import compare, version_before


class CompareView(PageView):
    """A version against the one before it, or against the one that `with` names by its number."""

    template_name = "rebates/version_compare.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record()
        others = record.programme.versions.exclude(pk=record.pk).order_by("number")
        return self.page(
            record=record,
            others=others,
            **compared(record, self.other(record, request.GET.get("with")), self.access.scope),
        )

    def other(self, record: ProgrammeVersion, number: str | None) -> ProgrammeVersion | None:
        if not number:
            return version_before(record)
        if not number.isdecimal() or len(number) > 5:
            raise Http404
        found = record.programme.versions.prefetch_related("steps").filter(number=number).first()
        if found is None:
            raise Http404
        return found

    def get_template_names(self) -> list[str]:
        return [self.template_name]


def compared(new: ProgrammeVersion, old: ProgrammeVersion | None, scope: Any) -> dict[str, Any]:
    """What a template says of the two; nothing to compare with: no differences."""
    differences = compare(old, new, Sight(scope)) if old else []
    return {
        "before": old,
        "differences": differences,
        "changed": [each for each in differences if each.changed],
    }
