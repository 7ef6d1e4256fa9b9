"""Two versions of a programme side by side: part by part, in words, what changed marked."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from .models import ProgrammeVersion
from .rules.terms import Terms
from .services.sight import Sight
from .services.terms import terms_of
from .wording.parts import Part, parts


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of both; `changed` also where the lines read the same, because what differs is out
    of the reader's sight."""

    label: str
    before: list[Line]
    after: list[Line]
    changed: bool

    @property
    def out_of_sight(self) -> bool:
        return self.changed and not any(line.changed for line in (*self.before, *self.after))


def compare(old: ProgrammeVersion, new: ProgrammeVersion, sight: Sight) -> list[Difference]:
    """Every part, also those that are the same."""
    before, after = (_parts(terms_of(version), sight) for version in (old, new))
    return [_difference(before[name], after[name]) for name in before]


def version_before(version: ProgrammeVersion) -> ProgrammeVersion | None:
    """The one that this one is a change of: approved and before it, or else the draft before it."""
    others = version.programme.versions.exclude(pk=version.pk).exclude(status="withdrawn")
    earlier = others.filter(valid_from__lte=version.valid_from).prefetch_related("steps")
    in_order = earlier.order_by("valid_from", "number")
    return (
        in_order.filter(status="approved").last()
        or in_order.filter(number__lt=version.number).last()
    )


def _parts(terms: Terms, sight: Sight) -> dict[str, Part]:
    seen, unseen = sight.terms(terms)
    return parts(seen, unseen, terms)


def _difference(old: Part, new: Part) -> Difference:
    before, after = [*old.lines], [*new.lines]
    kept_before, kept_after = set(), set()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        kept_before |= {*range(block.a, block.a + block.size)}
        kept_after |= {*range(block.b, block.b + block.size)}
    return Difference(
        old.label,
        [Line(text, number not in kept_before) for number, text in enumerate(before)],
        [Line(text, number not in kept_after) for number, text in enumerate(after)],
        old.value != new.value,
    )
