"""What comes with files: the dealer's answer and its appeal, and evidence from the brand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.forms import Form, take_errors
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.scopes import Verb

from ..case_forms import EvidenceForm, SayForm
from ..case_wording import deadline_words
from ..choices import ViolationStatus
from ..models import Violation
from ..reading import evidence_of
from ..services.answers import answer_case
from ..services.appeals import appeal, why_no_appeal
from ..services.evidence import OPEN, add_evidence


class SayView(PageView):
    """Asks once, and sends. What is refused keeps its words; files are chosen anew."""

    template_name = "conduct/case_say.html"
    verb, form = Verb.ANSWER_CASES, SayForm
    label = hint = done = ""
    tone = "primary"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.permitted()
        if reason := self.why_not(case):
            messages.warning(request, reason)
            return redirect(self.pages.url("detail", case))
        return self.ask(case, self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.permitted()
        form = self.form(request.POST, request.FILES)
        if form.is_valid():
            try:
                self.say(case, **form.cleaned_data)
            except ValidationError as error:
                take_errors(form, error)
            else:
                messages.success(request, self.done)
                return redirect(self.pages.url("detail", case))
        return self.ask(case, form)

    def permitted(self) -> Violation:
        case = self.record()
        if not self.access.reaches(self.verb, case):
            raise PermissionDenied
        return case

    def why_not(self, case: Violation) -> str:
        return ""

    def until(self, case: Violation) -> str:
        return ""

    def say(self, case: Violation, **said: Any) -> None:
        raise NotImplementedError

    def ask(self, case: Violation, form: Form) -> HttpResponse:
        form.focus()
        return self.page(
            record=case,
            form=form,
            until=self.until(case),
            pieces=evidence_of(case, self.access.scope),
            file_is_lost=bool(self.request.FILES),
            status=422 if form.is_bound else 200,
        )

    def get_template_names(self) -> list[str]:
        return [self.template_name]


class AnswerView(SayView):
    label = gettext_lazy("Answer")
    hint = gettext_lazy("The brand reads it before it decides. You may add to it until that day.")
    done = gettext_lazy("The answer is sent.")

    def why_not(self, case: Violation) -> str:
        if case.can_be_answered(timezone.localdate()):
            return ""
        return _("%(case)s can not be answered any more.") % {"case": case}

    def until(self, case: Violation) -> str:
        return deadline_words(case.answer_by)

    def say(self, case: Violation, **said: Any) -> None:
        answer_case(case=case, access=self.access, **said)


class AppealView(SayView):
    label = gettext_lazy("Appeal")
    hint = gettext_lazy(
        "You appeal once. Say what is wrong and send what proves it; somebody who did not decide "
        "before decides."
    )
    done = gettext_lazy("The appeal is sent. You will find the outcome here.")
    tone = "danger"

    def why_not(self, case: Violation) -> str:
        return why_no_appeal(case)

    def until(self, case: Violation) -> str:
        return deadline_words(case.appeal_by)

    def say(self, case: Violation, **said: Any) -> None:
        appeal(case=case, access=self.access, **said)


class EvidenceView(SayView):
    verb, form = Verb.OPEN_CASES, EvidenceForm
    label = gettext_lazy("Add evidence")
    hint = gettext_lazy("Evidence is never removed. A photo is stored without place and camera.")
    done = gettext_lazy("The evidence is added.")

    def why_not(self, case: Violation) -> str:
        if case.status in OPEN:
            return ""
        said = {"case": case, "status": ViolationStatus(case.status).label}
        return _("This is not possible while %(case)s is “%(status)s”.") % said

    def say(self, case: Violation, **said: Any) -> None:
        add_evidence(case=case, access=self.access, **said)
