"""Files that say what is packed in what."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from ..choices import PackingMove
from .fact_writer import FactWriter, Plain, take_facts
from .scan_intake import NO_CONFLICT, PACKINGS


def take_packings(intake: Intake) -> None:
    take_facts(FactWriter(PACKINGS, intake, NO_CONFLICT), packing_facts(intake))


def packing_facts(intake: Intake) -> Iterator[Plain]:
    """Without a serial all of the parent comes out."""
    batch = intake.batch.pk
    for row, (serial, parent, at, move) in intake.rows:
        move = move or str(PackingMove.PACKED)
        if serial is None and move == PackingMove.PACKED:
            message = _("Name what goes into the parent.")
            intake.faults.add(row, "serial", "", Fault("required", message))
        elif serial is not None and serial == parent:
            fault = Fault("own_reference", _("Nothing is packed in itself."))
            intake.faults.add(row, "parent", parent, fault)
        if intake.good(row):
            yield Plain(row, (serial or "", parent, at, move, "", batch))
