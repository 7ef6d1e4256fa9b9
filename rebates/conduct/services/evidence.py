"""Evidence that people add: notes, photos, documents, test purchases. Nothing of it is removed."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import Attachment, fault_of, kept
from channels_mgmt.core.scopes import Access, Verb

from ..choices import CaseAction, EvidenceKind, ViolationStatus
from ..models import Evidence, PenaltyDecision, Violation
from .bringing_in import digest_of, digest_of_all
from .common import change, locked, must_be

FILE = Evidence._meta.get_field("file")
TEXT_LENGTH = Evidence._meta.get_field("text").max_length
MOST_FILES = 10
OPEN = (ViolationStatus.DETECTED, ViolationStatus.UNDER_REVIEW, ViolationStatus.APPEALED)


def add_evidence(
    *,
    case: Violation,
    kind: EvidenceKind,
    access: Access,
    text: str = "",
    file: Attachment | None = None,
    visible_to_dealer: bool = True,
) -> Evidence:
    """Add a piece of evidence to a case that is still to be decided.

    A note needs words, a photo or a document its file. Raises ValidationError where the case has
    the same piece already.
    """
    text = checked_text(text, needed=file is None)
    if kind in (EvidenceKind.PHOTO, EvidenceKind.DOCUMENT) and file is None:
        raise ValidationError({"file": ValidationError(_("Choose the file."), "required")})
    with keeping([file] if file else []) as names, transaction.atomic():
        case = locked(case, access, Verb.OPEN_CASES)
        must_be(case, *OPEN)
        piece = piece_of(
            case, access, kind=kind, text=text, file=file, name=names[0] if names else "",
            visible_to_dealer=visible_to_dealer,
        )  # fmt: skip
        change(case, CaseAction.EVIDENCE, access, text)
        return piece


@contextmanager
def keeping(files: Sequence[Attachment]) -> Iterator[list[str]]:
    """Store files while a change is written; enter it outside of its transaction."""
    if len(files) > MOST_FILES:
        raise ValidationError(
            {"files": _("At most %(max)s files at once.") % {"max": MOST_FILES}}, "too_many"
        )
    with ExitStack() as stack:
        yield [stack.enter_context(kept(file, FILE)) for file in files]


def piece_of(
    case: Violation, access: Access, *, kind: str, text: str = "", file: Attachment | None = None,
    name: str = "", from_dealer: bool = False, **more: Any,
) -> Evidence:  # fmt: skip
    """Write one piece; raises ValidationError where the same side brought it already.

    What the other side brought is not asked: the answer would tell a dealer what is held from it.
    """
    sha256 = file.sha256 if file else digest_of([kind, text])
    if case.evidence.filter(sha256=sha256, from_dealer=from_dealer).exists():
        what = file.name if file else text
        raise ValidationError(
            _("“%(what)s” is among the evidence of %(case)s already.")
            % {"what": what[:80], "case": case},
            "evidence_twice",
        )
    return Evidence.objects.create(
        violation=case,
        kind=kind,
        text=text,
        file=name,
        file_name=file.name if file else "",
        media_type=file.media_type if file else "",
        sha256=sha256,
        from_dealer=from_dealer,
        by=access.user,
        **more,
    )


def pieces_from_dealer(
    case: Violation, access: Access, files: Sequence[Attachment], names: list[str], **more: Any
) -> list[Evidence]:
    """What the dealer sends with its words: both sides read it."""
    return [
        piece_of(
            case,
            access,
            kind=kind_of(file),
            file=file,
            name=name,
            visible_to_dealer=True,
            from_dealer=True,
            **more,
        )
        for file, name in zip(files, names, strict=True)
    ]


def kind_of(file: Attachment) -> EvidenceKind:
    image = file.media_type.startswith("image/")
    return EvidenceKind.PHOTO if image else EvidenceKind.DOCUMENT


def checked_text(text: str, *, needed: bool = True) -> str:
    text = text.strip()
    if needed and not text:
        raise ValidationError({"text": ValidationError(_("Say it in words."), "required")})
    if len(text) > TEXT_LENGTH:
        too_long = _("At most %(max)s characters; put the rest into a file.")
        raise ValidationError({"text": ValidationError(too_long % {"max": TEXT_LENGTH}, "length")})
    return text


def pinned(case: Violation) -> dict[str, Any]:
    """The evidence of a case as a decision keeps it: how far it goes, and one digest over all."""
    pieces = list(case.evidence.order_by("pk").values_list("pk", "sha256"))
    if not pieces:
        raise ValidationError(
            _("%(case)s has no evidence: add it before you confirm.") % {"case": case},
            "no_evidence",
        )
    return {
        "evidence_through": pieces[-1][0],
        "evidence_sha256": digest_of_all(sha256 for _pk, sha256 in pieces),
    }


def problems() -> Iterator[str]:
    """Whatever evidence is no longer what it was when a case was decided."""
    for piece in Evidence.objects.select_related("violation").iterator(chunk_size=200):
        said = digest_of(piece.facts) if piece.facts else digest_of([piece.kind, piece.text])
        if piece.file:
            if fault := fault_of(piece.file, piece.sha256):
                yield f"{piece.violation.number}, {piece.file_name}: {fault}."
        elif said != piece.sha256:
            yield _("%(case)s: evidence %(piece)s does not say what it said.") % {
                "case": piece.violation.number,
                "piece": piece.pk,
            }
    for decision in PenaltyDecision.objects.exclude(evidence_sha256="").select_related("violation"):
        pieces = Evidence.objects.filter(
            violation=decision.violation_id, pk__lte=decision.evidence_through
        )
        digests = pieces.order_by("pk").values_list("sha256", flat=True)
        if digest_of_all(digests) != decision.evidence_sha256:
            yield _("%(case)s: its evidence is not the one it was decided on.") % {
                "case": decision.violation.number
            }
