"""Master data whose records refer to each other: parents, upstream dealers, twins.

Rows come in any order; what a row names may stand further down in the same file.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from ..trees import child_path
from .kinds import Intake
from .masters import BATCH, Draft, Key, MasterKind
from .report import Fault

Records = dict[Key, models.Model]


class LinkedKind(MasterKind):
    """``refers`` is a column with the code of another record of the same kind."""

    refers: ClassVar[str]
    cycles: ClassVar[bool] = False  # whether a circle of references is allowed

    @property
    def reference(self) -> str:
        return self.fields.get(self.refers, self.refers)

    def unknown(self, code: str) -> Fault:
        message = _("“%(value)s” is neither in the system nor in this file.")
        return Fault(f"unknown_{self.refers}", message % {"value": code})

    def link(self, drafts: dict[Key, Draft], everything: Records, intake: Intake) -> None:
        by_pk = {record.pk: record for record in everything.values() if record.pk}
        attribute = self.model._meta.get_field(self.reference).attname
        for record in everything.values():
            target = getattr(record, attribute)
            setattr(record, self.reference, by_pk.get(target))
        for draft in drafts.values():
            if self.refers in draft.values:
                self._tie(draft, everything, intake)
        if not self.cycles:
            self._find_cycles(drafts, intake)

    def _tie(self, draft: Draft, everything: Records, intake: Intake) -> None:
        code = draft.values[self.refers]
        target = everything.get((code,)) if code else None
        if code and target is None:
            intake.faults.add(draft.row, self.refers, code, self.unknown(code))
        elif target is draft.record:
            fault = Fault("own_reference", _("A record cannot name itself here."))
            intake.faults.add(draft.row, self.refers, code, fault)
            target = None
        setattr(draft.record, self.reference, target)

    def _find_cycles(self, drafts: dict[Key, Draft], intake: Intake) -> None:
        """Name each circle on all of its rows, and open it so that nothing else runs round it."""
        finished: set[int] = set()
        rows = {id(draft.record): draft for draft in drafts.values()}
        for start in [draft.record for draft in drafts.values()]:
            walk: dict[int, models.Model] = {}
            record = start
            while record is not None and id(record) not in finished and id(record) not in walk:
                walk[id(record)] = record
                record = getattr(record, self.reference)
            if record is not None and id(record) in walk:
                members = list(walk.values())[list(walk).index(id(record)) :]
                self._report_cycle([rows[id(m)] for m in members if id(m) in rows], members, intake)
                for member in members:
                    setattr(member, self.reference, None)
            finished.update(walk)

    def _report_cycle(self, drafts: list[Draft], members: list, intake: Intake) -> None:
        circle = " → ".join([record.code for record in [*members, members[0]]])
        message = _("This closes a circle: %(circle)s.") % {"circle": circle}
        for draft in drafts:
            code = draft.values.get(self.refers)
            intake.faults.add(draft.row, self.refers, code, Fault("cycle", message))

    def waves(self, records: list[models.Model]) -> Iterable[list[models.Model]]:
        while records:
            waiting = {id(record) for record in records}
            ready = [r for r in records if id(getattr(r, self.reference)) not in waiting]
            if not ready:
                yield from self._circle(records)
                return
            yield ready
            done = {id(record) for record in ready}
            records = [record for record in records if id(record) not in done]

    def _circle(self, records: list[models.Model]) -> Iterable[list[models.Model]]:
        """Records that name each other: first without, then with what they name."""
        targets = [getattr(record, self.reference) for record in records]
        for record in records:
            setattr(record, self.reference, None)
        yield records
        for record, target in zip(records, targets, strict=True):
            setattr(record, self.reference, target)
        self.model.objects.bulk_update(records, [self.reference], batch_size=BATCH)


class TreeKind(LinkedKind):
    """Trees that keep paths of codes (``core.models.TreeNode``)."""

    refers = "parent"
    order = ("path",)

    def link(self, drafts: dict[Key, Draft], everything: Records, intake: Intake) -> None:
        super().link(drafts, everything, intake)
        paths: dict[int, str] = {}
        for record in everything.values():
            record.path = _path(record, paths)

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        if len(draft.record.path) > self.field_of("path").max_length:
            fault = Fault("too_deep", _("It lies too many levels below its root."))
            intake.faults.add(draft.row, "parent", draft.values.get("parent"), fault)

    def after_write(self, changed: list[models.Model], intake: Intake) -> None:
        """Nodes that moved took all below them along."""
        if not changed:
            return
        nodes = self.model.objects.in_bulk()
        paths: dict[int, str] = {}
        moved = []
        for node in nodes.values():
            node.parent = nodes.get(node.parent_id)
            if node.path != _path(node, paths):
                node.path = _path(node, paths)
                moved.append(node)
        self.model.objects.bulk_update(moved, ["path"], batch_size=BATCH)


def _path(node: Any, paths: dict[int, str]) -> str:
    """The path of a node by its parents; ``paths`` remembers those of the nodes above."""
    above = []
    while node is not None and id(node) not in paths:
        above.append(node)
        node = node.parent
    path = paths[id(node)] if node is not None else ""
    for node in reversed(above):
        path = paths[id(node)] = child_path(path, node.code)
    return path
