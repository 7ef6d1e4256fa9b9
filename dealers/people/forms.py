"""Forms for people and their roles; they say what a role opens before it is given."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import Form, ModelForm, Styled, style
from channels_mgmt.core.lookups import prepare
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Verb

from ..choices import Role
from ..models import Dealer, Region
from ..roles import DEALER_ROLES, moves_money
from .granting import REGION_ROLES, grantable_roles


class PersonForm(ModelForm):
    class Meta:
        model = User
        fields = ("full_name", "email")


class RoleForm(Form):
    """A role over a region, a dealer or everything; what one may not give is not offered."""

    role = forms.ChoiceField(label=_("Role"))
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label=_("Region"),
        required=False,
        help_text=_("Province and city managers: the region they see, with all that lies in it."),
    )
    dealer = forms.ModelChoiceField(
        Dealer.objects.all(),
        label=_("Dealer"),
        required=False,
        help_text=_("Dealer principals and clerks: the dealer they work for."),
    )
    valid_from = forms.DateField(label=_("From"), help_text=_("Today or later."))
    valid_to = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("The first day it no longer holds; empty: until somebody ends it."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why this person gets this role; kept in the history."),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = grantable_roles(access)
        choose = [("", _("Choose a role"))] if len(roles) > 1 else []
        self.fields["role"].choices = choose + [(role.value, role.label) for role in roles]
        self.fields["role"].help_text = explained(roles)
        self.fields["valid_from"].initial = timezone.localdate()
        for name in ("region", "dealer"):
            prepare(self.fields[name], access)
        if not {*roles} - DEALER_ROLES:
            del self.fields["region"]
            self.fields["dealer"].required = True
            self.fields["dealer"].initial = only_dealer(access)
        style(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        role = data.get("role")
        if role in DEALER_ROLES and not data.get("dealer") and "dealer" not in self.errors:
            self.add_error("dealer", _("Name the dealer for whom this person works."))
        if role in REGION_ROLES and not data.get("region") and "region" not in self.errors:
            self.add_error("region", _("Name the region that this person manages."))
        if role and role not in DEALER_ROLES and data.get("dealer"):
            self.add_error("dealer", _("This role is not one over a dealer: leave it empty."))
        if role in DEALER_ROLES and data.get("region"):
            self.add_error("region", _("This role is one over a dealer: leave it empty."))
        return data

    def asked(self) -> dict[str, Any]:
        """What the service is told."""
        return {**self.cleaned_data, "role": Role(self.cleaned_data["role"])}


def explained(roles: list[Role]) -> Any:
    if any(moves_money(role) for role in roles):
        return _(
            "Roles that approve or post (headquarters, finance) wait until a second person approves"
            " them, and sign in with a second factor. All others hold at once."
        )
    return ""


def only_dealer(access: Access) -> str:
    """The code of the dealer that a principal manages people of, where there is but one."""
    dealers = Dealer.objects.filter(pk__in=access.to(Verb.CHANGE_PEOPLE).dealers)[:2]
    return dealers[0].code if len(dealers) == 1 else ""


class InviteForm(RoleForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("What the person signs in with. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("For your own records: nothing is sent to it."),
    )
    field_order = ("username", "full_name", "email")


class GrantForm(RoleForm):
    user = forms.ModelChoiceField(User.objects.all(), label=_("Person"))
    field_order = ("user",)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        prepare(self.fields["user"], access)
        style(self)


class FirstPasswordForm(Styled, SetPasswordForm):
    pass
