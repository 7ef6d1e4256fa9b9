"""What a file names that is not known here, and what it stands for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import ImportBatch, RejectedRow, RowStatus
from ..panels import Panel
from ..scopes import Access
from .alias_forms import MappingForm
from .aliases import MOST, Errors, faults_of, may_map, to_be_mapped
from .kinds import may_take_in


def may_map_of(batch: ImportBatch, access: Access) -> bool:
    """Whoever maps has the file looked into anew, and must be one who may take it in."""
    return may_map(access) and may_take_in(batch, access)


class MappingPanel(Panel):
    """The texts of an import that stand for nothing yet, each with a look-up."""

    title = _("To be mapped")
    template = "imports/mapping_panel.html"
    order = 11

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        return self.asked(record, faults_of(record), request)

    def asked(self, batch: ImportBatch, faults: Errors, request) -> dict[str, Any] | None:
        if not may_map_of(batch, request.access):
            return None
        unknown = to_be_mapped(faults)
        if not unknown:
            return None
        form = MappingForm(unknown=unknown[:MOST], access=request.access)
        return {"batch": batch, "form": form, "more": len(unknown[MOST:])}


class RowMappingPanel(MappingPanel):
    """The same for one row that waits."""

    order = 20

    def context(self, record: RejectedRow, request) -> dict[str, Any] | None:
        if record.status != RowStatus.WAITING:
            return None
        return self.asked(record.batch, record.faults, request)
