"""What is wrong with a programme, as one ValidationError that still knows every place."""

from typing import Any

from django.core.exceptions import ValidationError

from ..rules.faults import Fault
from ..wording.faults import fault_message


class ProgrammeFaults(ValidationError):
    """Every fault of a programme or a programme file; `faults` has path, code and value of each."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__([ValidationError(fault_message(f), code=f.code) for f in faults])

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "path": fault.path,
                "code": fault.code,
                "value": fault.value,
                "message": fault_message(fault),
            }
            for fault in self.faults
        ]


def under(path: str, faults: list[Fault] | tuple[Fault, ...]) -> list[Fault]:
    """The same faults, seen from further up in the document."""
    if not path:
        return list(faults)
    return [Fault(f"{path}.{f.path}", f.code, f.value, f.params) for f in faults]
