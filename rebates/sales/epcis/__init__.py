"""EPCIS documents (2.0 as JSON-LD, 1.2 as XML) as rows of the kind ``scans``.

``documents`` opens a file, ``json_events`` and ``xml_events`` read events one by one, ``rows`` says
what an event means.
"""

from .documents import is_epcis, open_epcis

__all__ = ["is_epcis", "open_epcis"]
