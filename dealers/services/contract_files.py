"""Appendices of contracts: the signed paper, a price annex. What was attached stays."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import Attachment, fault_of, kept
from channels_mgmt.core.audit import record
from channels_mgmt.core.scopes import Access, Verb

from ..models import Contract, ContractFile
from .contracts import lock_contract

FILE = ContractFile._meta.get_field("file")
TITLE_LENGTH = ContractFile._meta.get_field("title").max_length


def attach_file(
    *, contract: Contract, title: str, file: Attachment | None, access: Access
) -> ContractFile:
    """Add an appendix, to a draft or to a signed contract; without a title, the file's name.

    Raises ValidationError without a file or for a title that is too long.
    """
    if file is None:
        raise ValidationError({"file": ValidationError(_("Choose a file."), "required")})
    with kept(file, FILE) as name, transaction.atomic():
        contract = lock_contract(contract)
        access.require(Verb.CHANGE_CONTRACTS, contract.dealer)
        appendix = ContractFile(
            contract=contract,
            title=title.strip() or file.name[:TITLE_LENGTH],
            file=name,
            file_name=file.name,
            file_sha256=file.sha256,
            media_type=file.media_type,
            by=access.user,
        )
        appendix.full_clean()
        appendix.save()
        after = {"title": appendix.title, "file": file.name, "SHA-256": file.sha256}
        record("attached", contract, by=access.user, after=after)
        return appendix


def appendix_problems() -> Iterator[str]:
    """Every appendix is still the file that was attached."""
    for appendix in ContractFile.objects.select_related("contract").iterator(chunk_size=200):
        if fault := fault_of(appendix.file, appendix.file_sha256):
            yield _("%(contract)s, “%(file)s”: %(fault)s.") % {
                "contract": appendix.contract,
                "file": appendix.file_name,
                "fault": fault,
            }
