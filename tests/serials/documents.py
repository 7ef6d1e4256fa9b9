"""EPCIS documents for tests: the published ones where they are at hand, and some of our own."""

import json
from pathlib import Path
from typing import Any

from tests.imports.world import take

PUBLISHED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "epcis"
GLN, OTHER_GLN = "urn:epc:id:sgln:0614141.00777.0", "urn:epc:id:sgln:0614141.00888.0"
UNIT, SECOND = "urn:epc:id:sgtin:0614141.107346.2017", "urn:epc:id:sgtin:0614141.107346.2018"
AS_KEPT, SECOND_AS_KEPT = "(01)10614141073464(21)2017", "(01)10614141073464(21)2018"
CARTON, CARTON_AS_KEPT = "urn:epc:id:sscc:0614141.1234567890", "(00)106141412345678908"
PLACES = f"code,name,region\n{GLN},仓,440100\n{OTHER_GLN},店,330100\n"


def know_the_places() -> None:
    assert not take("places", PLACES).errors


def event(kind: str = "ObjectEvent", **more: Any) -> dict[str, Any]:
    """Two units seen by a warehouse in Guangzhou."""
    usual = {
        "type": kind,
        "eventID": "urn:uuid:e1",
        "eventTime": "2025-02-01T09:30:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "bizStep": "receiving",
        "readPoint": {"id": GLN},
    }
    if kind == "AggregationEvent":
        usual |= {"parentID": CARTON, "childEPCs": [UNIT, SECOND], "action": "ADD"}
    else:
        usual |= {"epcList": [UNIT, SECOND]}
    found = usual | more
    return {name: value for name, value in found.items() if value is not None}


def document(*events: Any, **more: Any) -> str:
    found = {"type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": events}}
    return json.dumps(found | more)


def declared(**more: Any) -> dict[str, Any]:
    """The same event, declared an error."""
    declaration = {
        "declarationTime": "2025-02-02T10:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:e2"],
    }
    return event(errorDeclaration=declaration, **more)


XML = """<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2"
 creationDate="2025-02-01T00:00:00Z"><EPCISBody><EventList>%s</EventList></EPCISBody>
</epcis:EPCISDocument>"""
XML_EVENT = f"""<ObjectEvent><eventTime>2025-02-01T09:30:00+08:00</eventTime>
<eventTimeZoneOffset>+08:00</eventTimeZoneOffset><baseExtension><eventID>urn:uuid:e1</eventID>%s
</baseExtension><epcList><epc> {UNIT} </epc><epc>{SECOND}</epc></epcList><action>OBSERVE</action>
<bizStep>urn:epcglobal:cbv:bizstep:receiving</bizStep><readPoint><id>{GLN}</id></readPoint>%s
</ObjectEvent>"""
XML_DECLARATION = """<errorDeclaration><declarationTime>2025-02-02T10:00:00Z</declarationTime>
<reason>urn:epcglobal:cbv:er:incorrect_data</reason><correctiveEventIDs><correctiveEventID>
urn:uuid:e2</correctiveEventID></correctiveEventIDs></errorDeclaration>"""


def xml(declaration: str = "", more: str = "") -> str:
    return XML % (XML_EVENT % (declaration, more))
