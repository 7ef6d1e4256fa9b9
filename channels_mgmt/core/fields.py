"""Exact numbers in the database.

A ``DecimalField`` on SQLite is stored as a float: the sum of 1,000 × 0.10 came back as
99.9999999999986. These fields store a scaled integer instead, so that a SUM in SQL is exact
on every database, and give ``Decimal`` in Python, forms, tables and the API.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

INT64 = 2**63 - 1


class ScaledDecimalField(models.BigIntegerField):
    """``Decimal`` with a fixed number of places, stored as an integer of 10^-places units."""

    def __init__(self, *args: Any, places: int, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "places": self.places}

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    @property
    def validators(self):
        """The range is checked in ``to_python``, in yuan, not in the stored unit."""
        return self._validators

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, float):
            raise ValidationError(
                _("%(value)s is a float, which is not exact."),
                "float",
                {"value": value},
            )
        try:
            number = Decimal(value)
            scaled = number.scaleb(self.places)
        except (InvalidOperation, TypeError, ValueError):
            raise ValidationError(
                _("“%(value)s” is not a number."), "invalid", {"value": value}
            ) from None
        if not number.is_finite() or scaled != scaled.to_integral_value():
            raise ValidationError(
                _("%(value)s has more than %(places)s decimals."),
                "places",
                {"value": value, "places": self.places},
            )
        if abs(scaled) > INT64:
            raise ValidationError(_("%(value)s is too large."), "too_large", {"value": value})
        return number.quantize(Decimal(1).scaleb(-self.places))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(self.to_python(value).scaleb(self.places))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def formfield(self, **kwargs: Any):
        # BigIntegerField would add its range in stored units: go straight to Field.
        return models.Field.formfield(
            self,
            **{
                "form_class": forms.DecimalField,
                "decimal_places": self.places,
                "max_digits": 19,
                **kwargs,
            },
        )

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)


class FenField(ScaledDecimalField):
    """Money that is payable: yuan with 2 places, stored in fen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "places": 2})


class AmountField(ScaledDecimalField):
    """Money on a sales line or a measure: yuan with 4 places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "places": 4})


class PathField(models.CharField):
    """A path of codes from the root, ``"000000/440000/440100/"``, in byte order.

    Descendants of a node are a range of paths (``core.trees``); PostgreSQL needs the "C" collation
    for the range to mean what it says, SQLite compares bytes anyway.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 400, "editable": False, **kwargs})

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class WrittenJSONField(models.JSONField):
    """JSON that is kept as the text it was written as, and read whole.

    PostgreSQL takes half the time to store a text than to take JSON apart; nothing can be looked
    up inside it.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "text" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:
        return None if value is None else json.dumps(value, cls=self.encoder, ensure_ascii=False)
