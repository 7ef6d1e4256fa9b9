"""What a reader of facts need not tell apart, numbered, so that the database sums it up."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

Numbers = dict[int, int]
"""The number of a group, by the id of what is in it."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What a reader need not tell apart: the number of its group (from 0), by id or by code.

    A SKU or region without a number is not read. A channel, kind or shop without one, and what was
    sold in no shop, has the number 0.
    """

    skus: Mapping[int, int]
    regions: Mapping[int, int]
    channels: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    shops: Mapping[int, int] = field(default_factory=dict)

    @property
    def sizes(self) -> list[int]:
        """How many numbers there are of each."""
        every = (self.skus, self.regions, self.channels, self.kinds, self.shops)
        return [max(numbers.values(), default=0) + 1 for numbers in every]

    def of(self, number: int) -> tuple[int, ...]:
        """The numbers of SKU, region, channel, kind and shop that a fact's number stands for."""
        found = []
        for size in reversed(self.sizes):
            number, one = divmod(number, size)
            found.append(one)
        return tuple(reversed(found))

    @property
    def sql(self) -> str:
        """The number of a fact."""
        each = (
            "product_group.number",
            "region_group.number",
            _case("channel", self.channels),
            _case("kind", self.kinds),
            "COALESCE(shop_group.number, 0)" if any(self.shops.values()) else "0",
        )
        found = ""
        for one, size in zip(each, self.sizes, strict=True):
            found = f"({found} * {size} + {one})" if found else one
        return found

    def by_product_line(self, filed: Mapping[int, int | None]) -> tuple[Numbers, Numbers]:
        """The numbers of the product lines whose SKUs are all in one group, and of the SKUs of all
        other lines. A line of which nothing is read is in neither.

        filed: the product line under which each SKU counts; None under no line that is left.
        """
        found: dict[int | None, set[int | None]] = defaultdict(set)
        for sku, line in filed.items():
            found[line].add(self.skus.get(sku))
        alike = {line for line, numbers in found.items() if len(numbers) == 1} - {None}
        lines: Numbers = {}
        apart: Numbers = {}
        for sku, line in filed.items():
            if (number := self.skus.get(sku)) is None:
                continue
            if line in alike:
                lines[line] = number
            else:
                apart[sku] = number
        return lines, apart


def _case(column: str, numbers: Mapping[str, int]) -> str:
    """For a column of few codes, which are the program's own."""
    cases = "".join(f" WHEN '{code}' THEN {number}" for code, number in numbers.items() if number)
    return f"CASE {column}{cases} ELSE 0 END" if cases else "0"
