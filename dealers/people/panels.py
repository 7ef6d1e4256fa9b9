"""What the page of a person shows below her facts."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import User
from channels_mgmt.core.panels import Panel
from channels_mgmt.core.scopes import Verb

from ..models import Grant


class RolesPanel(Panel):
    """Her roles as far as the reader sees them, those that have ended last."""

    title = _("Roles")
    template = "dealers/roles_panel.html"
    order = 10

    def context(self, record: User, request):
        rows = Grant.objects.visible_to(request.access.scope).filter(user=record)
        rows = list(rows.select_related("region", "dealer").order_by("-valid_from", "-id"))
        rows.sort(key=lambda grant: not grant.live)
        access = request.access
        own = access.user is not None and access.user.pk == record.pk
        return {"grants": rows, "may_give": access.may(Verb.CHANGE_PEOPLE) and not own}
