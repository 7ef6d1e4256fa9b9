"""Answers line by line: the dealer says of each line what is wrong, the brand replies to each."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.attachments import AttachmentField, download
from channels_mgmt.core.display import badge
from channels_mgmt.core.forms import Form, take_errors
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.scopes import Access

from ..choices import AnswerKind, AnswerState
from ..models import LineAnswer, Statement
from ..services.answers import answer_statement, may_say, seen_of, why_not
from ..services.line_answers import TEXT_LENGTH, Key, LineWord, line_states
from ..services.statements import present

CHOICES = (
    ("", gettext_lazy("No word")),
    (AnswerKind.CONFIRMED, gettext_lazy("Agreed")),
    (AnswerKind.DISPUTED, gettext_lazy("Dispute")),
)


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line of the statement as it is answered: what it is, its amount, how it stands."""

    part: str
    reference: int
    what: str
    amount: str
    state: AnswerState

    @property
    def key(self) -> str:
        return f"{self.part}-{self.reference}"

    @property
    def badge(self) -> SafeString:
        return badge(self.state)


def stated_lines(statement: Statement) -> list[StatedLine]:
    """Every line of a statement that comes ``with_answer``, in its order."""
    names = names_of(statement)
    return [
        StatedLine(part, reference, *names[part, reference], state)
        for (part, reference), state in line_states(statement).items()
    ]


def names_of(statement: Statement) -> dict[Key, tuple[str, str]]:
    """What each line is, in words, and its amount."""
    sheet = present(statement.content)
    lines = (
        {
            line.key: (f"{line.programme} {line.period}", line.amount)
            for line in (*sheet["lines"], *sheet["nothing_due"])
        }
        | {fine.key: (fine.what, fine.amount) for fine in sheet["fines"]}
        | {
            entry.key: (f"{entry.date} {entry.what}", entry.amount)
            for entry in (*sheet["others"], *sheet["deposit_entries"])
        }
    )
    found = {}
    for key, named in lines.items():
        part, _dash, reference = key.partition("-")
        found[part, int(reference)] = named
    return found


class LinesForm(Form):
    """For each line a word, its reason and a file; above all something in general."""

    text = forms.CharField(
        label=gettext_lazy("In general"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: AnswerKind, lines: list[StatedLine], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.kind, self.lines = kind, [line for line in lines if answerable(kind, line)]
        for line in self.lines:
            self._add(line)

    def _add(self, line: StatedLine) -> None:
        replies = self.kind == AnswerKind.REPLIED
        label = _("Reply") if replies else _("What is wrong, and what would be right?")
        words = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
        if not replies:
            select = forms.Select(attrs={"class": "form-select", "aria-label": line.what})
            self.fields[f"{line.key}-kind"] = forms.ChoiceField(
                label=_("Answer"), choices=CHOICES, required=False, widget=select
            )
        self.fields[line.key] = forms.CharField(
            label=label, required=False, max_length=TEXT_LENGTH, widget=words
        )
        self.fields[f"{line.key}-file"] = AttachmentField(
            required=False, widget=forms.FileInput(attrs={"class": "form-control"})
        )

    @property
    def rows(self) -> list[tuple[StatedLine, list[forms.BoundField]]]:
        return [(line, self._fields(line)) for line in self.lines]

    def _fields(self, line: StatedLine) -> list[forms.BoundField]:
        names = (f"{line.key}-kind", line.key, f"{line.key}-file")
        return [self[name] for name in names if name in self.fields]

    def words(self) -> list[LineWord]:
        """What is said of the lines; a line without word, reason and file is left alone."""
        said = []
        for line in self.lines:
            text = self.cleaned_data[line.key]
            file = self.cleaned_data[f"{line.key}-file"]
            kind = self.cleaned_data.get(f"{line.key}-kind", "")
            if text or file or kind:
                # Whoever gives a reason and chooses nothing disputes.
                default = AnswerKind.REPLIED if self.kind == AnswerKind.REPLIED else "disputed"
                said.append(
                    LineWord(line.part, line.reference, AnswerKind(kind or default), text, file)
                )
        return said


def answerable(kind: AnswerKind, line: StatedLine) -> bool:
    if kind == AnswerKind.REPLIED:
        return line.state in (AnswerState.DISPUTED, AnswerState.REPLIED)
    return line.state != AnswerState.CONFIRMED


def kind_for(statement: Statement, access: Access) -> AnswerKind:
    """What the person says of lines: a dealer disputes, the brand replies."""
    for kind in (AnswerKind.DISPUTED, AnswerKind.REPLIED):
        if may_say(kind, statement, access):
            return kind
    raise PermissionDenied


class LinesView(PageView):
    """Asks for all lines at once. A refused answer keeps its words; a file is chosen anew."""

    template_name = "rebates/statement_lines.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self.record()
        kind = kind_for(statement, self.access)
        if reason := why_not(kind, statement):
            messages.warning(request, reason)
            return redirect(self.pages.url("detail", statement))
        form = LinesForm(
            kind=kind, lines=stated_lines(statement), initial={"seen": seen_of(statement)}
        )
        return self.ask(statement, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self.record()
        kind = kind_for(statement, self.access)
        form = LinesForm(request.POST, request.FILES, kind=kind, lines=stated_lines(statement))
        if form.is_valid() and self.said(statement, form):
            done = _("The reply is sent.")
            if kind == AnswerKind.DISPUTED:
                done = _("The dispute is sent. You will find the reply here.")
            messages.success(request, done)
            return redirect(self.pages.url("detail", statement))
        form.data = {**form.data.dict(), "seen": seen_of(statement)}
        return self.ask(statement, form)

    def said(self, statement: Statement, form: LinesForm) -> bool:
        try:
            answer_statement(
                statement=statement,
                kind=form.kind,
                access=self.access,
                text=form.cleaned_data["text"],
                lines=form.words(),
                seen=form.cleaned_data["seen"],
            )
        except ValidationError as error:
            take_errors(form, error)
            return False
        return True

    def ask(self, statement: Statement, form: LinesForm) -> HttpResponse:
        form.focus()
        return self.page(
            record=statement,
            form=form,
            replies=form.kind == AnswerKind.REPLIED,
            file_is_lost=bool(self.request.FILES),
            status=422 if form.is_bound else 200,
        )

    def get_template_names(self) -> list[str]:
        return [self.template_name]


class LineFileView(PageView):
    """The file that came with the answer to a line, for whoever sees the statement."""

    def get(self, request: HttpRequest, pk: int, line: int) -> FileResponse:
        return line_file_of(self.record(), line)


def line_file_of(statement: Statement, line: int) -> FileResponse:
    """Raises Http404 where this is no answer to a line of the statement, or came without a file."""
    rows = LineAnswer.objects.filter(answer__statement=statement).exclude(file="")
    found = get_object_or_404(rows, pk=line)
    return download(found.file, name=found.file_name, media_type=found.media_type)
