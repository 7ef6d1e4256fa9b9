"""The checklist before a settlement is started."""

from django.http import HttpResponseBase

from channels_mgmt.core.checklists import Asked, checklist
from channels_mgmt.core.pages.base import PageView

from ..forms import StartRunForm
from ..models import SettlementRun


class BeforeView(PageView):
    """The questions of the form that starts a run, asked by GET: nothing is written."""

    template_name = "rebates/settlementrun_before.html"

    def get(self, request) -> HttpResponseBase:
        given = request.GET or None
        form = StartRunForm(given, instance=SettlementRun(), access=self.access)
        if not form.is_bound:
            return self.page(form=form, items=None)
        if not form.is_valid():
            form.focus()
            return self.page(form=form, items=None, status=422)
        terms = form.instance.terms
        asked = Asked(terms["date_from"], terms["date_to"], tuple(terms["programmes"]),
                      tuple(terms["dealers"]))  # fmt: skip
        items = checklist(asked, self.access.scope)
        return self.page(
            form=form,
            items=items,
            asked=asked,
            can_add=self.pages.can_add(self.access),
            kept=list(request.GET.lists()),
        )

    def get_template_names(self) -> list[str]:
        return [self.template_name]
