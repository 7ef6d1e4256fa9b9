"""The committed history of GB/T 2260, against the committed table and what is well known."""

import csv
import datetime

import pytest

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Region
from dealers.region_history import RegionHistory
from dealers.services.regions import GBT2260, HISTORY, load_regions

KNOWN = [
    # asked for, on, the code that stood
    ("110103", "2010-06-27", "110103"),  # Chongwen
    ("110103", "2010-06-28", "110101"),
    ("110104", "2024-01-01", "110102"),  # Xuanwu
    ("310119", "2009-04-24", "310115"),  # Nanhui
    ("310103", "2011-06-30", "310101"),  # Luwan
    ("310108", "2015-10-12", "310108"),  # Zhabei
    ("310108", "2016-01-01", "310106"),
    ("120108", "2024-01-01", "120116"),  # Hangu
    ("341402", "2012-01-01", "340181"),  # Juchao
    ("340181", "2010-12-31", "341402"),
    ("341421", "2012-01-01", "340124"),  # Lujiang
    ("341422", "2015-01-01", "340225"),  # Wuwei: a county of Wuhu first,
    ("341422", "2020-01-01", "340281"),  # a city of its own later
    ("340281", "2010-01-01", "341422"),
    ("320502", "2013-01-01", "320508"),  # Canglang
    ("371200", "2019-06-01", "370100"),  # Laiwu
    ("371202", "2019-06-01", "370116"),
    ("370117", "2018-12-25", "371203"),
    ("220381", "2021-01-01", "220184"),  # Gongzhuling
    ("500222", "2024-01-01", "500110"),  # Qijiang
    ("330103", "2021-03-10", "330103"),  # Xiacheng
    ("330103", "2021-03-11", "330105"),
    ("330113", "2020-12-31", "330110"),  # Linping was Yuhang
    ("440309", "2015-01-01", "440306"),  # Longhua was Bao'an
    ("440100", "1999-01-01", "440100"),
]
UNTOLD = [
    ("341400", "2012-01-01", "region_split"),  # Chaohu went to three cities
    ("330104", "2022-01-01", "region_split"),  # Jianggan
    ("120116", "2009-10-20", "region_merged"),  # Binhai
    ("320508", "2012-08-16", "region_merged"),  # Gusu
    ("330114", "2020-12-31", "region_merged"),  # Qiantang
]


def read(path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def table():
    return read(GBT2260)


@pytest.fixture(scope="module")
def past():
    return read(HISTORY)


@pytest.fixture
def loaded(db):
    report = load_regions(access=SYSTEM)
    assert report.errors == ()
    return report


def test_what_stands_is_in_the_table_and_what_has_ended_is_not(table, past):
    assert {code for code, row in past.items() if not row["valid_to"]} <= set(table)
    assert not {code for code, row in past.items() if row["valid_to"]} & set(table)


def test_a_code_that_stands_is_called_as_in_the_table(table, past):
    for code in past.keys() & table.keys():
        assert {name: past[code][name] for name in table[code]} == table[code]


def test_each_code_that_has_ended_became_something(table, past):
    for row in past.values():
        names = row["successors"].split()
        assert names == sorted(set(names))
        assert set(names) <= table.keys() | past.keys()
        assert names or not row["valid_to"]


def test_each_lies_where_its_code_says(table, past):
    for row in past.values():
        parent = (past.get(row["parent"]) or table[row["parent"]])["code"]
        above = row["code"][:4] + "00" if row["level"] == "county" else row["code"][:2] + "0000"
        known = above in table or above in past
        assert parent == (above if known else row["code"][:2] + "0000")


def test_a_new_code_begins_when_its_first_origin_ends(past):
    for row in past.values():
        before = [one for one in past.values() if row["code"] in one["successors"].split()]
        if row["valid_from"]:
            ends = {one["valid_to"] for one in before} - {""}
            assert not ends or min(ends) == row["valid_from"], row


def test_days_are_in_the_years_that_the_file_speaks_of(past):
    days = [row[name] for row in past.values() for name in ("valid_from", "valid_to")]
    assert all("2009-01-01" < day < "2024-01-01" for day in days if day)
    assert all(datetime.date.fromisoformat(day) for day in days if day)


def test_every_old_name_has_its_reading(past):
    assert all(row["name_en"] and row["pinyin"] for row in past.values())
    assert past["320503"]["name_en"] == "Pingjiang"


def test_loading_it_again_changes_nothing(loaded):
    trail = AuditEntry.objects.count()
    again = load_regions(access=SYSTEM)
    assert (again.accepted, again.duplicates) == (0, loaded.rows)
    assert AuditEntry.objects.count() == trail


def test_the_brands_own_changes_of_other_codes_stay(loaded):
    Region.objects.filter(code="440106").update(valid_to=datetime.date(2030, 1, 1))
    load_regions(access=SYSTEM)
    assert Region.objects.get(code="440106").valid_to == datetime.date(2030, 1, 1)


def test_what_stands_today_is_the_table(loaded, table):
    today = Region.objects.valid_on(datetime.date(2024, 1, 1))
    assert set(today.values_list("code", flat=True)) == set(table)


def test_its_links_make_sense_and_the_known_cases_come_out(loaded):
    history = RegionHistory.load()
    assert list(history.faults()) == []
    keys = dict(Region.objects.values_list("code", "pk"))
    codes = {key: code for code, key in keys.items()}
    found = [codes[history.on(keys[code], day(on))] for code, on, _stood in KNOWN]
    assert found == [stood for _code, _on, stood in KNOWN]
    for code, on, fault in UNTOLD:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - its code is what counts
            history.on(keys[code], day(on))
        assert caught.value.code == fault


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
