"""What a step costs: exact until each part is rounded, once, half up to the fen. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from channels_mgmt.core.money import NOTHING, to_fen

from .ladder import Step


@dataclass(frozen=True, slots=True)
class Basis:
    """What a penalty is reckoned from, in pieces and yuan. What nobody knows is None."""

    quantity: int
    goods_value: Decimal
    supply_value: Decimal | None = None
    deposit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Penalty:
    """The parts of a fine, in yuan to the fen, and the share of the invaded dealer."""

    fixed: Decimal = NOTHING
    per_unit: Decimal = NOTHING
    multiple: Decimal = NOTHING
    deposit_part: Decimal = NOTHING
    share: Decimal = NOTHING

    @property
    def fine(self) -> Decimal:
        return self.fixed + self.per_unit + self.multiple + self.deposit_part


class UnknownBasis(ValueError):
    """A step asks for a figure that nobody has put on record: ``figure`` says which."""

    def __init__(self, figure: str) -> None:
        super().__init__(figure)
        self.figure = figure


def penalty_of(step: Step | None, basis: Basis, share_percent: Decimal, invaded: bool) -> Penalty:
    """What the step costs, and the share of the dealer whose territory was sold into.

    The share is percent of the goods' value, and due where a step is, whatever the fine. Raises
    UnknownBasis where the step needs a supply value or a deposit that is not known.
    """
    if step is None:
        return Penalty()
    return Penalty(
        fixed=to_fen(step.fixed or NOTHING),
        per_unit=_times(step.per_unit or NOTHING, Decimal(basis.quantity)),
        multiple=_part(step.multiple, basis.supply_value, "supply_value"),
        deposit_part=_part(step.deposit_percent, basis.deposit, "deposit", of=100),
        share=_times(share_percent, basis.goods_value, of=100) if invaded else NOTHING,
    )


def _times(factor: Decimal, figure: Decimal, of: int = 1) -> Decimal:
    """Exact, whatever the number of digits, then rounded once."""
    return to_fen(Fraction(factor) * Fraction(figure) / of)


def _part(factor: Decimal | None, figure: Decimal | None, name: str, of: int = 1) -> Decimal:
    if not factor:
        return NOTHING
    if figure is None:
        raise UnknownBasis(name)
    return _times(factor, figure, of)
