"""A grade is set on the page of its dealer, by API, or by a file of dealers."""

import datetime
import json

import pytest
from django.utils import timezone

from channels_mgmt.core.imports.service import import_file
from dealers.grades import grades_on
from dealers.models import Dealer, Grading
from dealers.models.placements import BEGINNING
from tests.factories import make_grading

pytestmark = pytest.mark.django_db
SAID = {"grade": "gold", "valid_from": "2026-03-01", "reason": "sold well"}


@pytest.fixture
def dealer(dealers):
    return dealers.guangzhou


def page_of(client, dealer) -> str:
    return client.get(f"/dealers/{dealer.pk}/").content.decode()


def test_it_works(hq_client, dealer):
    url = f"/dealers/{dealer.pk}/grade/"
    asked = hq_client.get(url).content.decode()
    assert '<option value="standard" selected>' in asked
    assert f'value="{timezone.localdate()}"' in asked
    done = hq_client.post(url, SAID, follow=True)
    assert "Done: Set the grade." in done.content.decode()
    dealer.refresh_from_db()
    assert dealer.grade == "gold"
    page = page_of(hq_client, dealer)
    assert "From the beginning" in page
    assert "2026-03-01" in page


@pytest.mark.parametrize(
    ("said", "field"),
    [({"grade": "iron"}, "grade"), ({"valid_from": "soon"}, "valid_from"),
     ({"grade": "standard"}, "grade"), ({"reason": ""}, "reason")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(said, field, hq_client, dealer):
    answer = hq_client.post(f"/dealers/{dealer.pk}/grade/", SAID | said)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Grading.objects.exists()


def test_the_form_of_a_dealer_gives_only_the_first_grade(hq_client, dealer):
    assert 'name="grade"' in hq_client.get("/dealers/add/").content.decode()
    assert 'name="grade"' not in hq_client.get(f"/dealers/{dealer.pk}/edit/").content.decode()


def test_without_a_change_there_is_no_panel(hq_client, dealer):
    assert "Which grade it had when" not in page_of(hq_client, dealer)


def test_a_grade_to_come_is_not_told_to_the_dealer(hq_client, dealer_client, dealer):
    day = timezone.localdate() + datetime.timedelta(days=30)
    make_grading(dealer=dealer, valid_from=BEGINNING, grade="standard")
    make_grading(dealer=dealer, valid_from=day)
    assert str(day) in page_of(hq_client, dealer)
    assert "Which grade it had when" not in page_of(dealer_client, dealer)
    make_grading(dealer=dealer, valid_from=day - datetime.timedelta(days=60), grade="silver")
    assert "Which grade it had when" in page_of(dealer_client, dealer)
    assert str(day) not in page_of(dealer_client, dealer)


def test_the_list_says_in_words_what_always_was(hq_client, dealer):
    make_grading(dealer=dealer, valid_from=BEGINNING)
    page = hq_client.get("/gradings/").content.decode()
    assert "From the beginning" in page
    assert "1900" not in page


class TestTheApi:
    def post(self, client, dealer, **said):
        body = json.dumps(SAID | said)
        return client.post(f"/api/v1/dealers/{dealer.pk}/grade/", body, "application/json")

    def test_it_works(self, hq_client, dealer):
        answer = self.post(hq_client, dealer)
        assert (answer.status_code, answer.json()["grade"]) == (200, "gold")
        listed = hq_client.get("/api/v1/gradings/", {"dealer": "GZ"}).json()["results"]
        assert [row["grade"] for row in listed] == ["gold", "standard"]

    @pytest.mark.parametrize("said", [{"grade": "iron"}, {"valid_from": "soon"}, {"reason": ""}])
    def test_what_is_wrong_is_named(self, said, hq_client, dealer):
        answer = self.post(hq_client, dealer, **said)
        assert answer.status_code == 400
        assert next(iter(said)) in answer.content.decode()

    def test_who_only_reads_sets_none(self, finance_client, stranger_client, dealer):
        assert self.post(finance_client, dealer).status_code == 403
        assert self.post(stranger_client, dealer).status_code == 404


def take(hq, tmp_path, *rows: str, columns="code,name,tier,upstream,region,grade") -> int:
    file = tmp_path / "dealers.csv"
    file.write_text("\n".join([columns, *rows, ""]), encoding="utf-8")
    return import_file(kind="dealers", path=file, access=hq).accepted


def test_a_file_gives_another_grade_as_of_today(hq, dealer, tmp_path):
    assert take(hq, tmp_path, "GZ,广州,city,GD,440100,gold") == 1
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    found = [grades_on([dealer.pk], day, None)[dealer.pk] for day in (yesterday, today)]
    assert found == ["standard", "gold"]
    assert Dealer.objects.get(code="GZ").grade == "gold"


@pytest.mark.parametrize("grade", ["standard", ""])
def test_a_file_that_says_the_same_grade_or_none_writes_nothing(grade, hq, dealer, tmp_path):
    assert take(hq, tmp_path, f"GZ,新名,city,GD,440100,{grade}") == 1
    assert not Grading.objects.exists()


def test_a_new_dealer_of_a_file_always_had_its_grade(hq, dealers, tmp_path):
    assert take(hq, tmp_path, "NEW,新,city,GD,440100,gold") == 1
    new = Dealer.objects.get(code="NEW")
    assert not Grading.objects.exists()
    assert grades_on([new.pk], datetime.date(2020, 1, 1), None) == {new.pk: "gold"}
