"""Records in the API."""

from typing import Any

from django.db import models
from rest_framework import serializers

from .fields import ScaledDecimalField
from .lookups import code_of


class ExactDecimal(serializers.DecimalField):
    """A scaled decimal as a string with all its places."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 19, "coerce_to_string": True, **kwargs})


class RecordSerializer(serializers.ModelSerializer):
    """Exact decimals as strings; related records by their code where they have one."""

    def build_standard_field(self, field_name: str, model_field: models.Field):
        if isinstance(model_field, ScaledDecimalField):
            options = {"decimal_places": model_field.places, "read_only": True}
            return ExactDecimal, options
        return super().build_standard_field(field_name, model_field)

    def build_relational_field(self, field_name: str, relation_info):
        if code_of(relation_info.related_model):
            options = {"slug_field": "code", "read_only": True, "many": relation_info.to_many}
            return serializers.SlugRelatedField, options
        return serializers.PrimaryKeyRelatedField, {
            "read_only": True,
            "many": relation_info.to_many,
        }
