"""Papers that people send."""

import io

from pypdf import PdfWriter


def a_pdf(title: str) -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.add_metadata({"/Title": title})
    writer.write(file)
    return file.getvalue()
