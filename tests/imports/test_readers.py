"""Files of every make: what is read of them, and what is said of those that cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.imports.readers import MAX_BLANK, delimiter_of, open_table
from channels_mgmt.core.imports.report import Faults, FileFault


def read(path):
    faults = Faults()
    table = open_table(path, faults)
    return table.header, list(table.rows), faults


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_in_all_its_forms(write, mark, delimiter, end):
    lines = [["code", "name"], ["1", "油烟机"], ["2", "a b"]]
    text = end.join(delimiter.join(line) for line in lines) + end
    header, rows, faults = read(write(mark + text.encode()))
    assert header == ["code", "name"]
    assert rows == [(2, ["1", "油烟机"]), (3, ["2", "a b"])]
    assert not faults.errors


def test_rows_are_numbered_as_a_spreadsheet_shows_them(write):
    _, rows, _ = read(write('a,b\n\n"x\ny",1\n,\n  ,\t\nz,2\n'))
    assert [(number, cells[1]) for number, cells in rows] == [(3, "1"), (6, "2")]


def test_a_ragged_row_is_named_and_the_others_are_read(write):
    _, rows, faults = read(write("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n"))
    assert rows == [(3, ["1", "2", "3"]), (5, ["1", "2", "3"])]
    assert [(e.row, e.code) for e in faults.errors] == [(2, "ragged_row"), (4, "ragged_row")]
    assert "2 cells" in faults.errors[0].message
    assert faults.unread == 2


def test_a_stray_quotation_mark_is_named_by_its_row(write):
    _, rows, faults = read(write('a,b\n1,2\n"x"y,2\n3,4\n'))
    assert [number for number, _ in rows] == [2, 4]
    assert [(e.row, e.code) for e in faults.errors] == [(3, "bad_csv")]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "empty_file", 0),
        (b"\n\na,b\n", "no_header", 1),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel", 0),
        (b"PK\x03\x04 but no archive", "bad_workbook", 0),
        ("a,b\n1,2\n".encode("utf-16"), "not_utf8", 0),
        ("a,b\n1,2\n3,Müller".encode("latin-1"), "not_utf8", 3),
        ("a,b\n1,2\n3,台灣電器".encode("big5"), "not_utf8", 3),
        ("a,b\n1,2\n3,電気".encode("shift-jis"), "not_utf8", 3),
        (b"a,b\n1,2\n3,\xe6\xb2", "not_utf8", 3),
        (b"a,b\n1,\x002\n", "nul_byte", 2),
        (b"a,b\n1," + b"2" * 2**21, "too_big", 2),
        (b"a," * 1001 + b"b\n", "too_big", 1),
    ],
)
def test_a_file_that_is_none_is_told_why(write, content, code, row):
    with pytest.raises(FileFault) as refused:
        read(write(content))
    assert (refused.value.code, refused.value.row) == (code, row)


def test_a_wrong_byte_is_named_by_its_place(write):
    with pytest.raises(FileFault, match=r"byte 9 \(0xff, line 3\)"):
        read(write(b"a,b\n1,2\n\xff,x\n"))


def test_a_wrong_byte_far_down_is_found_at_its_place(write):
    start = b"a,b\n" + b"1,2\n" * 400_000
    with pytest.raises(FileFault, match=rf"byte {len(start) + 1} \(0xff, line 400002\)"):
        read(write(start + b"\xff\n"))


def test_a_file_in_gb18030_is_read_and_that_is_said(write):
    text = "code,name\n1,深圳市油烟机，侧吸\n2,㐀𠀀¥\n3,東莞朱镕基\n" + "4,电器有限公司\n" * 5
    header, rows, faults = read(write(text.encode("gb18030")))
    assert header == ["code", "name"]
    assert rows[:3] == [
        (2, ["1", "深圳市油烟机，侧吸"]), (3, ["2", "㐀𠀀¥"]), (4, ["3", "東莞朱镕基"]),
    ]  # fmt: skip
    assert [notice.code for notice in faults.notices.listed()] == ["gb18030"]
    assert "GB18030" in str(faults.notices.listed()[0])


def test_utf8_wins_where_both_are_possible(write):
    """What is 模 in GBK is a letter of Latvian in UTF-8."""
    _, rows, faults = read(write("a,b\n模,2\n".encode("gbk")))
    assert rows == [(2, ["ģ", "2"])]
    assert not faults.notices.listed()


@pytest.mark.parametrize("place", range(10, 40))
def test_a_damaged_utf8_file_is_not_taken_for_gb18030(write, place):
    content = bytearray("a,b\n油烟机,广东电器有限公司\n深圳,上海贸易\n".encode())
    content[place] ^= 0x80
    with pytest.raises(FileFault) as refused:
        read(write(bytes(content)))
    assert refused.value.code in ("not_utf8", "nul_byte")


def test_a_file_with_the_mark_of_utf8_is_never_gb18030(write):
    with pytest.raises(FileFault) as refused:
        read(write(b"\xef\xbb\xbfa,b\n1," + "电器".encode("gbk")))
    assert refused.value.code == "not_utf8"


CHINESE = st.text(alphabet="市电器有限公司上海北京油烟机，（）,1a\n")


@given(CHINESE)
def test_chinese_text_is_the_same_in_both_encodings(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("both") / "file.csv"
    path.write_bytes(("编码,名称\n" + text).encode("utf-8"))
    in_utf8 = read(path)[:2]
    path.write_bytes(("编码,名称\n" + text).encode("gb18030"))
    assert read(path)[:2] == in_utf8


def test_endless_blank_rows_end_the_file(write):
    _, rows, faults = read(write("a,b\n1,2\n" + "\n" * (MAX_BLANK + 1)))
    assert [number for number, _ in rows] == [2]
    assert faults.of_file
    assert [(error.row, error.code) for error in faults.errors] == [(MAX_BLANK + 3, "too_big")]


@pytest.mark.parametrize(
    ("line", "mark"), [("a,b,c", ","), ("a;b", ";"), ("a\tb", "\t"), ("a", ","), ('"a,b";c;d', ";")]
)
def test_the_delimiter_is_the_one_that_cuts_most(line, mark):
    assert delimiter_of(line) == mark
