"""Complaints of one dealer about another: taken in, and kept from every dealer."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from channels_mgmt.core.attachments import Attachment, kept
from channels_mgmt.core.audit import record
from channels_mgmt.core.scopes import Access, Verb
from dealers.models import Dealer, Region

from ..models import Complaint, Violation
from .evidence import checked_text

FILE = Complaint._meta.get_field("file")


def complain(
    *,
    complainant: Dealer,
    text: str,
    access: Access,
    accused: Dealer | None = None,
    region: Region | None = None,
    file: Attachment | None = None,
) -> Complaint:
    """Take in what a dealer says of another. It goes into no case: the brand looks for itself."""
    text = checked_text(text)
    with kept(file, FILE) as name, transaction.atomic():
        if not access.reaches(Verb.ANSWER_CASES, complainant):
            raise PermissionDenied
        made = Complaint.objects.create(
            complainant=complainant,
            accused=accused,
            region=region,
            text=text,
            file=name,
            file_name=file.name if file else "",
            file_sha256=file.sha256 if file else "",
            media_type=file.media_type if file else "",
            by=access.user,
        )
        record("created", made, by=access.user)
        return made


@transaction.atomic
def link_complaint(*, complaint: Complaint, case: Violation, access: Access) -> Complaint:
    """Say to which case a complaint led; the case itself says nothing of it."""
    if not (access.reaches(Verb.OPEN_CASES, case) and access.reaches(Verb.OPEN_CASES, complaint)):
        raise PermissionDenied
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    before = complaint.violation_id
    complaint.violation = case
    complaint.save(update_fields=["violation"])
    record(
        "changed",
        complaint,
        by=access.user,
        before={"violation": before},
        after={"violation": case.pk},
    )
    return complaint
