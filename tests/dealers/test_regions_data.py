"""The committed table of GB/T 2260 regions."""

import csv
import importlib.util
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "dealers" / "data" / "gbt2260.csv"
REFERENCE = ROOT.parent / "shared" / "data" / "gbt2260" / "regions.csv"
SCRIPT = ROOT / "bin" / "build_regions.py"


def read(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def regions():
    return read(TABLE)


@pytest.fixture(scope="module")
def script():
    pytest.importorskip("pypinyin")
    spec = importlib.util.spec_from_file_location("build_regions", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_holds_every_level(regions):
    levels = Counter(row["level"] for row in regions.values())
    assert levels == {"country": 1, "province": 34, "city": 333, "county": 2842}


def test_every_row_hangs_below_a_higher_level(regions):
    order = ["country", "province", "city", "county"]
    for row in regions.values():
        if row["level"] == "country":
            assert row["parent"] == ""
        else:
            assert order.index(regions[row["parent"]]["level"]) < order.index(row["level"])


def test_counties_below_a_province_have_no_made_up_city(regions):
    direct = [
        row
        for row in regions.values()
        if row["level"] == "county" and regions[row["parent"]]["level"] == "province"
    ]
    assert len(direct) == 118
    assert not [row for row in regions.values() if row["name"] in {"市辖区", "县"}]


def test_every_row_has_its_names(regions):
    assert all(row["name"] and row["name_en"] and row["pinyin"] for row in regions.values())


def test_no_two_siblings_share_a_name(regions):
    for column in ("name", "name_en"):
        names = Counter((row["parent"], row[column]) for row in regions.values())
        assert max(names.values()) == 1, names.most_common(3)


@pytest.mark.parametrize(
    ("code", "name_en"),
    [
        ("150000", "Inner Mongolia"),
        ("440100", "Guangzhou"),
        ("610000", "Shaanxi"),
        ("610100", "Xi'an"),
        ("500000", "Chongqing"),
        ("140400", "Changzhi"),
        ("140428", "Zhangzi"),
        ("150522", "Ke'erqin Zuoyi Houqi"),
        ("422800", "Enshi"),
        ("422801", "Enshi City"),
        ("370685", "Zhaoyuan"),
        ("371722", "Shanxian"),
        ("429021", "Shennongjia"),
    ],
)
def test_places_are_named_as_they_are_read(regions, code, name_en):
    assert regions[code]["name_en"] == name_en


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference table is not here")
def test_codes_parents_and_names_are_the_official_ones(regions):
    official = read(REFERENCE)
    assert {code: (row["parent"], row["level"], row["name"]) for code, row in regions.items()} == {
        code: (row["parent_code"], row["level"], row["name_zh"]) for code, row in official.items()
    }


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("广州市", "广州"),
        ("浦东新区", "浦东"),
        ("清新区", "清新"),
        ("赵县", "赵县"),
        ("东乡族自治县", "东乡"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("神农架林区", "神农架"),
        ("万柏林区", "万柏林"),
    ],
)
def test_short_names(script, name, short):
    assert script.short_name(name) == short


def test_the_script_builds_the_committed_file(script, tmp_path):
    if not script.SOURCE.exists():
        pytest.skip("the source comes with `npm ci`, which the set-up does not need")
    with script.SOURCE.open(encoding="utf-8") as file:
        script.write(script.build(file), tmp_path / "built.csv")
    assert (tmp_path / "built.csv").read_bytes() == TABLE.read_bytes()
