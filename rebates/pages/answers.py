"""Answers to a statement on its pages: the dealer confirms or disputes, the brand replies."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from channels_mgmt.core.attachments import AttachmentField, download
from channels_mgmt.core.forms import Form, take_errors
from channels_mgmt.core.pages.base import PageView

from ..choices import AnswerKind
from ..models import Statement
from ..services.answers import (
    TEXT_LENGTH,
    answer_statement,
    may_say,
    seen_of,
    why_not,
)
from .answers_told import ASKING, Asking, told
from .line_answers import LineFileView, LinesView


class AnswerForm(Form):
    """The words, a file, and how many answers the person has read."""

    text = forms.CharField(
        required=False,  # whether words are needed, the service says
        strip=True,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = AttachmentField(required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asking.text:
            del self.fields["text"], self.fields["file"]
            return
        self.fields["text"].label = asking.text
        self.fields["text"].widget.attrs["required"] = True


class AnswerView(PageView):
    """Asks once, and sends. A refused answer keeps its words; a file is chosen anew."""

    template_name = "rebates/statement_answer.html"
    kind: AnswerKind = AnswerKind.CONFIRMED

    @property
    def asking(self) -> Asking:
        return ASKING[self.kind]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self.answerable()
        if reason := why_not(self.kind, statement):
            messages.warning(request, reason)
            return redirect(self.pages.url("detail", statement))
        form = AnswerForm(asking=self.asking, initial={"seen": seen_of(statement)})
        return self.ask(statement, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self.answerable()
        form = AnswerForm(request.POST, request.FILES, asking=self.asking)
        if form.is_valid():
            try:
                answer_statement(
                    statement=statement, kind=self.kind, access=self.access, **form.cleaned_data
                )
            except ValidationError as error:
                take_errors(form, error)
            else:
                messages.success(request, self.asking.done)
                return redirect(self.pages.url("detail", statement))
        # Whatever was said meanwhile stands beside the form: it has been seen now.
        form.data = {**form.data.dict(), "seen": seen_of(statement)}
        return self.ask(statement, form)

    def answerable(self) -> Statement:
        statement = self.record()
        if not may_say(self.kind, statement, self.access):
            raise PermissionDenied
        return statement

    def ask(self, statement: Statement, form: AnswerForm) -> HttpResponse:
        form.focus()
        return self.page(
            record=statement,
            form=form,
            asking=self.asking,
            answers=told(statement, self.access.scope),
            file_is_lost=bool(self.request.FILES),
            status=422 if form.is_bound else 200,
        )

    def get_template_names(self) -> list[str]:
        return [self.template_name]


class AnswerFileView(PageView):
    """The file that came with an answer, for whoever sees the statement."""

    def get(self, request: HttpRequest, pk: int, answer: int) -> FileResponse:
        return file_of(self.record(), answer)


def file_of(statement: Statement, answer: int) -> FileResponse:
    """Raises Http404 where this is no answer to the statement, or came without a file."""
    found = get_object_or_404(statement.answers.exclude(file=""), pk=answer)
    return download(found.file, name=found.file_name, media_type=found.media_type)


def answer_urls(pages: Any, prefix: str) -> list[URLPattern]:
    """Below the address of a statement: confirm, dispute, reply, and the files of its answers."""
    asking = [
        path(
            f"{prefix}<int:pk>/{asking.name}/",
            AnswerView.as_view(pages=pages, kind=kind),
            name=f"statement_{asking.name}",
        )
        for kind, asking in ASKING.items()
    ]
    file = AnswerFileView.as_view(pages=pages)
    lines, line_file = LinesView.as_view(pages=pages), LineFileView.as_view(pages=pages)
    return [
        *asking,
        path(f"{prefix}<int:pk>/lines/", lines, name="statement_lines"),
        path(f"{prefix}<int:pk>/lines/<int:line>/file/", line_file, name="statement_line_file"),
        path(f"{prefix}<int:pk>/answers/<int:answer>/file/", file, name="statement_answer_file"),
    ]
