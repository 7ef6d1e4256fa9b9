"""The web's way, in a few words: upload a file, look at its page, decide."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from channels_mgmt.core.models import ImportBatch

UPLOAD = reverse("imports:upload")
HEAD = (
    "source,kind,order_number,line_number,date,dealer,sku,quantity,unit_price,amount,"
    "channel,shop,region,returns_order\n"
)
# Twelve rows, each with a fault of its own, between two good ones.
FAULTY = (
    HEAD
    + """\
ERP,sell_in,G1,1,2025-01-05,GZ,H-1,1,,10,,,,
ERP,sell_in,,1,2025-01-05,GZ,H-1,1,,10,,,,
ERP,sold,F2,1,2025-01-05,GZ,H-1,1,,10,,,,
ERP,sell_in,F3,1,the fifth,GZ,H-1,1,,10,,,,
ERP,sell_in,F4,1,2025-01-05,NOBODY,H-1,1,,10,,,,
ERP,sell_in,F5,1,2025-01-05,GZ,H-9,1,,10,,,,
ERP,sell_in,F6,1,2025-01-05,GZ,H-1,1.5,,10,,,,
ERP,sell_in,F7,1,2025-01-05,GZ,H-1,1,,ten,,,,
ERP,sell_in,F8,1,2025-01-05,GZ,H-1,1,,-10,,,,
ERP,online,F9,1,2025-01-05,GZ,H-1,1,,10,,TAOBAO,,
ERP,sell_in,F10,1,2025-01-05,GZ,H-1,1,,10,,,999999,
ERP,sell_in,F11,1,2025-01-05,GZ,H-1,1,,10,,,,G1
ERP,sell_in,F12,1,2025-01-05,NOBODY,H-1,1,,10,,,,
ERP,sell_in,G2,1,2025-01-05,GZ,H-1,1,,10,,,,
"""
)
GOOD = 2
BAD = 12


def post(client, kind: str, text: str | bytes, name: str = "file.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(UPLOAD, {"kind": kind, "file": SimpleUploadedFile(name, content)})


def uploaded(client, kind: str, text: str | bytes, name: str = "file.csv") -> ImportBatch:
    assert post(client, kind, text, name).status_code == 302
    return ImportBatch.objects.latest("pk")


def address(batch: ImportBatch, name: str = "importbatch_detail", *more: str) -> str:
    return reverse(f"imports:{name}", args=[batch.pk, *more])


def page_of(client, batch: ImportBatch, query: str = "") -> str:
    answer = client.get(address(batch) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client, batch: ImportBatch, how: str) -> str:
    return client.post(address(batch, how), follow=True).content.decode()
