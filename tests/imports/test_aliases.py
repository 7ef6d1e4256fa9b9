"""What files call our masters otherwise: listed once, mapped once, read ever after."""

import pytest
from django.urls import reverse

from channels_mgmt.core.imports.aliases import Unknown, map_text, spelling
from channels_mgmt.core.models import Alias, AuditEntry, ImportBatch, ImportStatus
from channels_mgmt.core.scopes import SYSTEM
from dealers.choices import Role
from dealers.models import Dealer, Region, Shop
from pricing.models import SKU
from rebates.sales.models import SalesLine
from rebates.sales.services.lookups import sales_lookups
from rebates.sales.services.whereabouts import dealer_keys, regions_and_places
from tests.conftest import person, signed_in

from .test_wizard_background import work
from .uploading import HEAD, address, decide, page_of, uploaded
from .world import DEALERS, codes, records, take

NAME, MODEL = "广州天河商贸", "老型号"
FILE = (
    HEAD
    + f"""\
ERP,sell_in,A1,1,2025-01-05,{NAME},H-1,1,,10,,,,
ERP,sell_in,A2,1,2025-01-05,{NAME},H-1,1,,10,,,,
ERP,sell_in,A3,1,2025-01-05,GZ,{MODEL},1,,10,,,,
ERP,sell_in,A4,1,2025-01-05,GZ,H-1,1,,10,,,,
"""
)
TITLE = "To be mapped"


def key(model, text: str) -> str:
    return Unknown(model, text, 1).key


def map_in(client, batch: ImportBatch, chosen: dict[tuple, str]):
    sent = {key(model, text): code for (model, text), code in chosen.items()}
    return client.post(address(batch, "map"), sent, follow=True)


def mapped(text: str = NAME, code: str = "GZ", model=Dealer) -> Alias:
    return map_text(model=model, text=text, code=code, access=SYSTEM)


class TestOnThePageOfAnUpload:
    pytestmark = pytest.mark.usefixtures("brand_masters")

    def test_it_works(self, hq_client, hq):
        batch = uploaded(hq_client, "sales", FILE)
        assert (batch.accepted, batch.rejected) == (1, 3)
        panel = page_of(hq_client, batch).split(TITLE)[1]
        assert panel.count(f'name="{key(Dealer, NAME)}"') == 1
        assert "Dealer, in 2 rows" in panel
        assert "in 1 row<" in panel

        page = map_in(hq_client, batch, {(Dealer, NAME): "GZ", (SKU, MODEL): "H-2"})
        assert TITLE not in page.content.decode()
        batch.refresh_from_db()
        assert (batch.status, batch.accepted, batch.errors) == (ImportStatus.CHECKED, 4, [])
        decide(hq_client, batch, "commit")
        lines = SalesLine.objects.order_by("order_number")
        assert [(s.dealer.code, s.sku.code) for s in lines] == [
            ("GZ", "H-1"), ("GZ", "H-1"), ("GZ", "H-2"), ("GZ", "H-1"),
        ]  # fmt: skip
        assert {alias.created_by for alias in Alias.objects.all()} == {hq.user}
        assert AuditEntry.objects.filter(model="core.alias", action="created").count() == 2

    def test_the_next_file_is_taken_in_at_once_and_says_so(self, hq_client):
        mapped()
        mapped(MODEL, "H-2", SKU)
        batch = uploaded(hq_client, "sales", FILE)
        assert (batch.accepted, batch.errors) == (4, [])
        [notice] = batch.notices
        assert (notice["code"], notice["count"]) == ("alias", 3)
        first = notice["examples"][0]
        assert (first["value"], first["read_as"]) == (NAME, "GZ")
        assert TITLE not in page_of(hq_client, batch)

    def test_what_is_left_empty_stays_unknown(self, hq_client):
        batch = uploaded(hq_client, "sales", FILE)
        map_in(hq_client, batch, {(Dealer, NAME): "GZ", (SKU, MODEL): ""})
        batch.refresh_from_db()
        assert [error["code"] for error in batch.errors] == ["unknown_sku"]
        panel = page_of(hq_client, batch).split(TITLE)[1]
        assert key(SKU, MODEL) in panel
        assert key(Dealer, NAME) not in panel

    def test_a_choice_that_is_none_keeps_the_others_typed(self, hq_client):
        batch = uploaded(hq_client, "sales", FILE)
        page = map_in(hq_client, batch, {(Dealer, NAME): "GZ", (SKU, MODEL): "H-99"})
        assert page.status_code == 422
        assert "“H-99” is not known here." in page.content.decode()
        assert 'value="GZ"' in page.content.decode()
        assert not Alias.objects.exists()

    def test_saying_nothing_is_asked_about(self, hq_client):
        batch = uploaded(hq_client, "sales", FILE)
        page = map_in(hq_client, batch, {(Dealer, NAME): ""})
        assert (page.status_code, Alias.objects.count()) == (422, 0)

    def test_a_text_that_the_file_does_not_have_is_not_mapped(self, hq_client):
        batch = uploaded(hq_client, "sales", FILE)
        map_in(hq_client, batch, {(Dealer, "another"): "GZ"})
        assert not Alias.objects.exists()

    def test_who_says_otherwise_than_somebody_before_her_is_told(self, hq_client):
        batch = uploaded(hq_client, "sales", FILE)
        mapped(code="GD")
        page = map_in(hq_client, batch, {(Dealer, NAME): "GZ", (SKU, MODEL): "H-2"})
        assert page.status_code == 422
        assert "is mapped to GD already" in page.content.decode()
        assert [alias.code for alias in Alias.objects.all()] == ["GD"]

    def test_a_large_file_is_looked_into_anew_by_a_worker(self, hq_client, settings):
        batch = uploaded(hq_client, "sales", FILE)
        settings.IMPORT_IN_REQUEST = 0
        map_in(hq_client, batch, {(Dealer, NAME): "GZ", (SKU, MODEL): "H-2"})
        batch.refresh_from_db()
        assert (batch.status, batch.job.task) == (ImportStatus.CHECKING, "check_import")
        work()
        batch.refresh_from_db()
        assert (batch.status, batch.accepted) == (ImportStatus.CHECKED, 4)

    def test_rows_that_wait_are_mapped_too_and_tried_again(self, hq_client):
        batch = uploaded(hq_client, "sales", FILE)
        decide(hq_client, batch, "commit_good")
        row = batch.rejected_rows.get(number=2)
        page = hq_client.get(reverse("imports:rejectedrow_detail", args=[row.pk]))
        assert key(Dealer, NAME) in page.content.decode()
        assert "Dealer, in 2 rows" in page_of(hq_client, batch).split(TITLE)[1]
        page = map_in(hq_client, batch, {(Dealer, NAME): "GZ"}).content.decode()
        assert "Try the waiting rows again." in page
        assert "2 of 3 rows are taken in." in decide(hq_client, batch, "retry_all")
        assert SalesLine.objects.count() == 3

    @pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR])
    def test_who_may_not_take_in_masters_sees_no_panel(self, hq_client, role):
        batch = uploaded(hq_client, "sales", FILE)
        client = signed_in(person("looks", role))
        assert TITLE not in page_of(client, batch)
        assert map_in(client, batch, {(Dealer, NAME): "GZ"}).status_code == 403
        assert not Alias.objects.exists()


class TestReadingByThem:
    pytestmark = pytest.mark.usefixtures("brand_masters")

    CASES = {
        "dealer": (Dealer, "GZ", {"dealer": "别名"}),
        "sku": (SKU, "H-1", {"sku": "别名"}),
        "region": (Region, "440106", {"region": "别名"}),
        "counterparty": (Dealer, "GD", {"counterparty": "别名"}),
        "shop": (Shop, "JD", {"kind": "online", "shop": "别名"}),
    }

    @pytest.mark.parametrize("column", CASES)
    def test_every_reference_of_a_sales_line(self, column):
        model, code, cells = self.CASES[column]
        row = records(HEAD + "ERP,sell_in,A1,1,2025-01-05,GZ,H-1,1,,10,,,,\n")[0] | cells
        text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
        assert codes(take("sales", text)) == [(2, column, f"unknown_{column}")]
        mapped("别名", code, model)
        report = take("sales", text)
        assert (report.errors, report.accepted) == ((), 1)

    def test_master_data_that_refer_to_others(self):
        text = DEALERS.splitlines()[0] + "\nN1,新一,city,,广州,,active,no,\n"
        assert codes(take("dealers", text)) == [(2, "region", "unknown_region")]
        mapped("广州", "440100", Region)
        assert take("dealers", text).accepted == 1
        assert Dealer.objects.get(code="N1").home_region.code == "440100"

    @pytest.mark.parametrize("cell", [f" {NAME} ", f"\u3000{NAME}", f"{NAME}\u200b"])
    def test_the_text_is_trimmed_as_codes_are(self, cell):
        mapped(f"  {NAME}\u3000")
        assert Alias.objects.get().text == NAME == spelling(cell)
        assert take("sales", FILE.replace(NAME, cell)).rejected == 1

    def test_it_never_overrides_a_code(self):
        mapped("HZ-OLD", "GZ")
        Dealer.objects.filter(code="HZ").update(code="HZ-OLD")
        report = take("sales", HEAD + "ERP,sell_in,A1,1,2025-01-05,HZ-OLD,H-1,1,,10,,,,\n")
        assert (report.accepted, report.notices) == (1, ())
        assert SalesLine.objects.get().dealer.code == "HZ-OLD"

    def test_nor_a_code_in_other_capitals(self):
        Alias.objects.create(target="dealers.Dealer", text="gz", code="GD")
        take("sales", HEAD + "ERP,sell_in,A1,1,2025-01-05,gz,H-1,1,,10,,,,\n")
        assert SalesLine.objects.get().dealer.code == "GZ"

    def test_without_its_master_it_is_as_good_as_none(self):
        mapped(code="HZ")
        Dealer.objects.filter(code="HZ").update(code="HZ2")
        assert {code for _row, _column, code in codes(take("sales", FILE))} == {
            "unknown_dealer", "unknown_sku",
        }  # fmt: skip
        assert mapped(code="GZ").code == "GZ"

    def test_it_opens_no_dealer_whose_lines_one_may_not_take_in(self):
        """A dealer's name is mapped for everybody; whose files may name it is another matter."""
        mapped()
        principal = person("hz", Role.PRINCIPAL, dealer=Dealer.objects.get(code="HZ"))
        found = sales_lookups(mine=principal.scope, visible=principal.scope)["dealer"]
        assert found.mapped(NAME) is None

    def test_scans_and_serials_read_them_too(self):
        mapped()
        mapped("苏州", "440100", Region)
        assert dealer_keys(SYSTEM.scope).mapped(NAME) == "GZ"
        places = regions_and_places(SYSTEM.scope)
        assert places(places.mapped(" 苏州 ")) == Region.objects.get(code="440100").pk

    def test_a_file_of_known_codes_asks_for_none(self, django_assert_num_queries):
        found = sales_lookups(mine=SYSTEM.scope, visible=SYSTEM.scope)["dealer"]
        with django_assert_num_queries(0):
            found("GZ")
        with django_assert_num_queries(1):
            assert [found.mapped(f"N{n}") for n in range(9)] == [None] * 9
