import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.models import person
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Reach, ScopedManager, ScopedQuerySet
from dealers.choices import Silence

from ..choices import AnswerKind, AnswerState, LinePart


class StatementQuerySet(ScopedQuerySet):
    def with_answer(self, day: datetime.date | None = None) -> Self:
        """Each statement with ``answer_by``, the last day to answer as it is printed, and
        ``answer``, its AnswerState on a day (today by default)."""
        answers = StatementAnswer.objects.filter(statement=OuterRef("pk")).order_by("-pk")
        late = Q(answer_by__lt=str(day or timezone.localdate()))
        # Contents of before the contract could say it have no such key: that is NULL.
        accepted = Q(content__silence=Silence.ACCEPTED.value)
        unanswered = Case(
            When(late & accepted, then=Value(AnswerState.ACCEPTED)),
            When(late, then=Value(AnswerState.SILENT)),
            default=Value(AnswerState.OPEN),
        )
        return self.annotate(
            answer_by=Cast(KT("content__answer_by"), models.CharField()),
            answer=Coalesce(Subquery(answers.values("kind")[:1]), unanswered),
        )

    def with_lines_in_dispute(self) -> Self:
        """Each with ``lines_in_dispute``: how many lines wait for the brand, named one by one."""
        later = StatementAnswer.objects.filter(
            statement=OuterRef("answer__statement"), pk__gt=OuterRef("answer")
        ).exclude(kind=AnswerKind.DISPUTED)
        agreed = LineAnswer.objects.filter(
            answer__statement=OuterRef("answer__statement"),
            part=OuterRef("part"),
            reference=OuterRef("reference"),
            pk__gt=OuterRef("pk"),
        )
        open_ones = (
            LineAnswer.objects.filter(answer__statement=OuterRef("pk"), kind=AnswerKind.DISPUTED)
            .exclude(Exists(later))
            .exclude(Exists(agreed))
        )
        count = open_ones.order_by().values("answer__statement").annotate(n=Count("pk"))
        return self.annotate(lines_in_dispute=Coalesce(Subquery(count.values("n")), 0))

    def in_dispute(self) -> Self:
        """Those on which the brand is to reply."""
        ever = StatementAnswer.objects.filter(kind=AnswerKind.DISPUTED)
        rows = self.filter(pk__in=ever.values("statement")).with_answer()
        return rows.filter(answer=AnswerState.DISPUTED)


class Statement(models.Model):
    """What a posted run means for one dealer: opening balance + movements = closing balance.

    ``content`` holds every fact that is printed, free of language; ``digest`` is its SHA-256.
    Append-only: a later change is a movement of the next statement.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    run = models.ForeignKey(
        "rebates.SettlementRun",
        models.PROTECT,
        verbose_name=_("run"),
        related_name="statements",
    )
    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="statements",
    )
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("previous statement"),
        related_name="next",
    )
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"))
    opening = FenField(_("opening balance"))
    movements = FenField(_("movements"))
    closing = FenField(_("closing balance"))
    # The ledger entries of the dealer up to and including this one are covered.
    through_entry = models.BigIntegerField(_("through ledger entry"))
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = models.Manager.from_queryset(StatementQuerySet)()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "dealer"], name="statement_once"),
            models.CheckConstraint(
                name="statement_adds_up",
                condition=Q(closing=F("opening") + F("movements")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def days(self) -> str:
        """From the first day to the last."""
        return Period(self.date_from, self.date_to).days


class StatementAnswer(models.Model):
    """A word about a statement: the dealer confirms or disputes it, the brand replies. Append-only.

    The last answer of the dealer counts: a statement that was disputed may still be confirmed.
    """

    statement = models.ForeignKey(
        Statement, models.PROTECT, verbose_name=_("statement"), related_name="answers"
    )
    kind = models.CharField(_("answer"), max_length=12, choices=AnswerKind)
    text = models.TextField(_("text"), blank=True, max_length=2000)
    file = models.FileField(_("file"), upload_to="answers/%Y/%m/", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    media_type = models.CharField(_("type of the file"), max_length=40, blank=True)
    by = person(_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    reach = Reach(dealer="statement__dealer", region="statement__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("answer to a statement")
        verbose_name_plural = _("answers to statements")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.statement} {self.get_kind_display()}"


class LineAnswer(models.Model):
    """What an answer says of one line of the statement. Append-only.

    A line is named by where it stands and its key in the content: the run line of a rebate, the
    ledger entry of a movement.
    """

    answer = models.ForeignKey(
        StatementAnswer, models.PROTECT, verbose_name=_("answer"), related_name="lines"
    )
    part = models.CharField(_("part"), max_length=10, choices=LinePart)
    reference = models.BigIntegerField(_("reference"))
    kind = models.CharField(_("answer"), max_length=12, choices=AnswerKind)
    text = models.TextField(_("text"), blank=True, max_length=2000)
    file = models.FileField(_("file"), upload_to="answers/%Y/%m/", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    media_type = models.CharField(_("type of the file"), max_length=40, blank=True)

    reach = Reach(
        dealer="answer__statement__dealer", region="answer__statement__dealer__home_region__path"
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("answer to a line")
        verbose_name_plural = _("answers to lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "part", "reference"], name="line_answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.get_kind_display()}"

    @property
    def key(self) -> str:
        """How forms and addresses name the line: rebate-12."""
        return f"{self.part}-{self.reference}"


class StatementDocument(models.Model):
    """The PDF of a statement in one language, kept as it was issued. Append-only."""

    statement = models.ForeignKey(
        Statement, models.PROTECT, verbose_name=_("statement"), related_name="documents"
    )
    language = models.CharField(_("language"), max_length=10)
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    rendered_at = models.DateTimeField(_("rendered at"), auto_now_add=True)

    reach = Reach(dealer="statement__dealer", region="statement__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("statement document")
        verbose_name_plural = _("statement documents")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "language"], name="statement_document_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement} ({self.language})"
