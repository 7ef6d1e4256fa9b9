from typing import Self

from django.db import models


class Status(models.TextChoices):
    """A state with its tone (the colour of its badge) and the moves that lead out of it.

    Members are written ``NAME = "value", "tone", _("Label")``.
    """

    def __new__(cls, value: str, tone: str = "secondary") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        return member

    @classmethod
    def moves(cls) -> dict[Self, set[Self]]:
        """Which state may follow which; a state that is not named is an end."""
        return {}

    def can_become(self, other: Self) -> bool:
        return other in type(self).moves().get(self, set())
