"""What to try a version with: a made-up dealer's sales, and what they are compared with."""

from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import Form

from ..examples import ASSUMED, Assumed, axis
from ..rules.terms import Measure, Terms

POSITIVE = [MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(10) ** 12)]
FROM_ZERO = [MinValueValidator(0), MaxValueValidator(Decimal(10) ** 12)]
SHARE = [MinValueValidator(0), MaxValueValidator(100)]
SOLD = {
    Measure.NET_AMOUNT: Decimal(120_000),
    Measure.QUANTITY: Decimal(120),
    Measure.MIX_PERCENT: Decimal(50),
}


def amount(label: str, initial: Decimal | None, validators: list, hint: str = ""):
    return forms.DecimalField(
        label=label,
        initial=initial,
        required=False,
        max_digits=15,
        decimal_places=2,
        validators=validators,
        help_text=hint,
        localize=False,
    )


def usual(terms: Terms) -> Decimal:
    """What to begin with: a round figure, or, where that reaches no step, a step in the middle."""
    sold, unit = SOLD[axis(terms)], axis(terms)
    below = terms.target is unit and sold < terms.bounds[0]
    return terms.bounds[len(terms.bounds) // 2] if below else sold


class TrialForm(Form):
    """Empty fields stand for what is usual; `sold` is on the axis of the examples."""

    prefix = "try"

    sold = amount(_("A dealer who sells"), None, POSITIVE,
                  _("Yuan; pieces or a share in percent where that picks the step."))  # fmt: skip
    last_year = amount(_("In the year before"), ASSUMED.last_year, FROM_ZERO)
    goal = amount(_("Agreed target"), ASSUMED.goal, FROM_ZERO)
    price = amount(_("Price of a piece"), ASSUMED.price, POSITIVE)
    sales = amount(_("All that counts"), ASSUMED.sales, POSITIVE)
    earns = amount(_("Share that earns (%)"), ASSUMED.earns, SHARE)

    def assumed(self) -> Assumed:
        """What was typed, or what is usual."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        names = ("last_year", "goal", "price", "sales", "earns")
        return Assumed(**{n: v for n in names if (v := given.get(n)) is not None})

    def sold_for(self, terms: Terms) -> Decimal:
        given = self.cleaned_data.get("sold") if self.is_bound and self.is_valid() else None
        return self.in_unit(usual(terms) if given is None else given, terms)

    def in_unit(self, sold: Decimal, terms: Terms) -> Decimal:
        if axis(terms) is Measure.QUANTITY:
            return sold.to_integral_value()
        return min(sold, Decimal(100)) if axis(terms) is Measure.MIX_PERCENT else sold
