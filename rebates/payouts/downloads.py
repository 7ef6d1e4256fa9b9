from django.http import HttpResponse
from django.utils.http import content_disposition_header

from channels_mgmt.core.exports import XLSX_TYPE

from ..models import PayoutFile

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX_TYPE}


def file_response(file: PayoutFile) -> HttpResponse:
    """The bytes that were kept when the file was made, with their digest as ETag."""
    name = f"payouts-{file.batch_id}-{file.sha256[:8]}.{file.format}"
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "ETag": f'"{file.sha256}"',
    }
    return HttpResponse(bytes(file.content), content_type=TYPES[file.format], headers=headers)
