"""An address is read as people type it, and reads the same again as it is written."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.registers.buildings.address import LEVELS, NONE, Address, door, storey_of
from wangge.registers.buildings.spelling import spelled
from wangge.registers.importing.lines import address_of

SHARED = Path(__file__).parents[3] / "shared" / "data" / "addresses"
AREAS = frozenset({"西溪区", "文新街道", "阳光社区", "大桥村"})

# typed | road, plate, compound, building, unit, floor, room ("-": not there)
TYPED = """
文一路1号文锦苑5幢2单元301室 | 文一路 1号 文锦苑 5幢 2单元 - 301室
文一路１号文锦苑五栋二单元301 | 文一路 1号 文锦苑 5幢 2单元 - 301室
文锦苑5-2-301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑 5 2 301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑 5幢 2单元 301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑5幢-2单元-301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑5—2—301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑5#2-301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑5＃楼2单元３０１ | - - 文锦苑 5幢 2单元 - 301室
文锦苑5號樓2單元301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑5号楼2门301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑05幢02单元301 | - - 文锦苑 5幢 2单元 - 301室
文锦苑五号楼二单元三〇一 | - - 文锦苑 5幢 2单元 - 301室
文锦苑十二幢一单元一百零二室 | - - 文锦苑 12幢 1单元 - 102室
文锦苑第五幢第二单元301户 | - - 文锦苑 5幢 2单元 - 301室
文锦苑5幢甲单元301 | - - 文锦苑 5幢 甲单元 - 301室
文锦苑5幢301 | - - 文锦苑 5幢 - - 301室
文锦苑5-301 | - - 文锦苑 5幢 - - 301室
文锦苑5 | - - 文锦苑 5幢 - - -
文锦苑 | - - 文锦苑 - - - -
文锦苑A座1201 | - - 文锦苑 A幢 - - 1201室
文锦苑a-1201 | - - 文锦苑 A幢 - - 1201室
文锦苑5幢2单元12A01室 | - - 文锦苑 5幢 2单元 - 12A01室
文锦苑12号 | - - 文锦苑 12幢 - - -
文一路文锦苑12号301 | 文一路 - 文锦苑 12幢 - - 301室
文锦小区5幢301 | - - 文锦小区 5幢 - - 301室
文锦苑(东区)5幢 | - - 文锦苑东区 5幢 - - -
文锦苑（近文一路）5幢 | - - 文锦苑 5幢 - - -
文锦苑北门 | - - 文锦苑北门 - - - -
铁路新村5幢2单元301 | - - 铁路新村 5幢 2单元 - 301室
1幢2单元301 | - - - 1幢 2单元 - 301室
文锦苑5幢三楼301 | - - 文锦苑 5幢 - - 301室
文锦苑5幢3层301 | - - 文锦苑 5幢 - - 301室
文锦苑5幢2层301 | - - 文锦苑 5幢 - 2层 301室
文锦苑5幢3楼 | - - 文锦苑 5幢 - 3层 -
文锦苑5幢3F | - - 文锦苑 5幢 - 3层 -
文锦苑5幢底层 | - - 文锦苑 5幢 - 1层 -
文锦苑5幢负一层 | - - 文锦苑 5幢 - -1层 -
文锦苑5幢B1层 | - - 文锦苑 5幢 - -1层 -
文锦苑5幢地下一层 | - - 文锦苑 5幢 - -1层 -
文锦苑5幢东户 | - - 文锦苑 5幢 - - 东户
文锦苑5幢商铺3号 | - - 文锦苑 5幢 - - 商铺3号
文锦苑5幢2单元301号 | - - 文锦苑 5幢 2单元 - 301室
中山大厦5楼501 | - - 中山大厦 - - - 501室
文一路12 | 文一路 12号 - - - - -
文一路十二号 | 文一路 12号 - - - - -
文一路012号 | 文一路 12号 - - - - -
文一路12号301 | 文一路 12号 - - - - 301室
文一路12 301 | 文一路 12号 - - - - 301室
文一路12号-301 | 文一路 12号 - - - - 301室
文一路1号二楼 | 文一路 1号 - - - 2层 -
文一路12之3號 | 文一路 12-3号 - - - - -
文一路12号之3 | 文一路 12-3号 - - - - -
文一路12号附3号 | 文一路 12-3号 - - - - -
文一路12-3号 | 文一路 12-3号 - - - - -
文一路12-3 | 文一路 12-3号 - - - - -
文一路12号-3 | 文一路 12-3号 - - - - -
文一路甲12号 | 文一路 甲12号 - - - - -
文一路2号、4号、6号 | 文一路 2、4、6号 - - - - -
沿河三村36号-37号 | 沿河三村 36-37号 - - - - -
长虹路61号;长虹路67号 | 长虹路 61、67号 - - - - -
文慧园路3号院5号楼2单元301 | 文慧园路 3号 - 5幢 2单元 - 301室
中山北二路15号 | 中山北二路 15号 - - - - -
五一路五号 | 五一路 5号 - - - - -
古镇路5号 | 古镇路 5号 - - - - -
曹杨路450弄12号301室 | 曹杨路 450弄12号 - - - - 301室
曹杨路450弄文锦苑12号301 | 曹杨路 450弄 文锦苑 12幢 - - 301室
文一西路1号对面 | 文一西路 1号 - - - - -
大桥村3组12号 | 大桥村3组 12号 - - - - -
大桥村三组十二号 | 大桥村3组 12号 - - - - -
西溪区文新街道大桥村五组12号 | 大桥村5组 12号 - - - - -
西溪区文新街道阳光社区文一路1号 | 文一路 1号 - - - - -
文新街道办事处阳光社区居委会文锦苑5幢 | - - 文锦苑 5幢 - - -
浙江省杭州市西溪区文一路1号 | 文一路 1号 - - - - -
阳光社区5幢 | - - 阳光社区 5幢 - - -
文一路12附1号 | 文一路 12-1号 - - - - -
文一路附1号 | 文一路 附1号 - - - - -
文一路12号甲301 | 文一路 12甲号 - - - - 301室
文一路12号A | 文一路 12A号 - - - - -
文一路12号丁家花园3幢 | 文一路 12号 丁家花园 3幢 - - -
文一路12号沿街商铺 | 文一路 12号 - - - - 沿街商铺
文一路12号地下室 | 文一路 12号 - - - - 地下室
百合花园A-1栋2单元301 | - - 百合花园 A1幢 2单元 - 301室
百合花园A-101 | - - 百合花园 A幢 - - 101室
21中家属区建设路39号1栋 | 建设路 39号 21中家属区 1幢 - - -
"""
CASES = [tuple(part.strip() for part in line.split("|")) for line in TYPED.strip().splitlines()]


@pytest.mark.parametrize(("typed", "levels"), CASES)
def test_what_people_type(typed: str, levels: str) -> None:
    told = [NONE if level == "-" else level for level in levels.split()]
    assert Address.read(typed, areas=AREAS) == Address(**dict(zip(LEVELS, told, strict=True)))


@pytest.mark.parametrize("typed", [typed for typed, _levels in CASES])
@pytest.mark.parametrize("door", ["1单元101室", "2单元301室", "12单元2503室"])
def test_an_import_reads_doors_of_one_building_alike(typed: str, door: str) -> None:
    for whole in (typed + door, f"{typed}5幢{door}", f"{typed}7号{door}", f"{typed}8号楼{door}", f"{typed}3栋{door}"):
        assert address_of(whole) == str(Address.read(whole))


@pytest.mark.parametrize("typed", [typed for typed, _levels in CASES])
def test_what_is_written_reads_the_same(typed: str) -> None:
    address = Address.read(typed)
    assert Address.read(str(address)) == address
    assert spelled(spelled(typed)) == spelled(typed)


def optional(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *choices])


number = st.integers(1, 99)
typed_addresses = st.builds(
    "".join,
    st.tuples(
        optional("文一路", "中山北二路", "人民大道", "沿河巷", "大桥村3组", "五一路"),
        st.one_of(
            st.just(""),
            st.builds("{}号".format, number),
            st.builds("{}-{}号".format, number, number),
            st.builds("{}弄{}号".format, number, number),
            st.builds("{}号之{}".format, number, number),
        ),
        optional("文锦苑", "桂花园小区", "铁路新村", "中山大厦", "AAA花园"),
        st.one_of(
            st.just(""),
            st.builds("{}{}".format, number, st.sampled_from(["幢", "栋", "座", "号楼", "#", "＃楼"])),
            st.builds("{}座".format, st.sampled_from("ABCD")),
        ),
        st.one_of(st.just(""), st.builds("{}{}".format, st.integers(1, 9), st.sampled_from(["单元", "门", "單元"]))),
        st.one_of(st.just(""), st.builds("{}{}".format, st.integers(1, 33), st.sampled_from(["层", "楼", "F"]))),
        st.one_of(
            st.just(""),
            st.builds("{}{}".format, st.integers(101, 3310), st.sampled_from(["", "室", "户", "號"])),
            optional("东户", "商铺3号", "12A01"),
        ),
    ),
)


@given(typed_addresses)
def test_writing_and_reading_agree(typed: str) -> None:
    address = Address.read(typed)
    assert Address.read(str(address)) == address
    assert Address.read(spelled(typed)) == address


@given(st.text(alphabet="文一路1号2幢3单元-室层弄之#A座楼门院社区 ，(）", max_size=24))
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    address = Address.read(typed)
    assert set(typed) <= set(" ,，.()（）-#之、门院社区") or str(address) != "" or not spelled(typed)


@pytest.mark.parametrize(
    ("unit", "floor", "room", "told"),
    [
        ("2", "3", "301", ("2单元", NONE, "301室")),
        ("2单元", "", "301室", ("2单元", NONE, "301室")),
        ("二", "无", "三〇一", ("2单元", NONE, "301室")),
        ("", "", "东户", (NONE, NONE, "东户")),
        ("", "2", "", (NONE, "2层", NONE)),
        ("", "-1", "商铺3号", (NONE, "-1层", "商铺3号")),
    ],
)
def test_a_door_typed_level_by_level(unit: str, floor: str, room: str, told: tuple[str, str, str]) -> None:
    assert door(unit, floor, room) == told


@pytest.mark.parametrize(
    ("floor", "room", "storey"),
    [(NONE, "301室", 3), (NONE, "1201室", 12), ("2层", "301室", 2), ("-1层", "1室", -1), (NONE, "东户", None)],
)
def test_the_floor_of_a_door(floor: str, room: str, storey: int | None) -> None:
    assert storey_of(floor, room) == storey


@pytest.mark.parametrize(
    ("file", "column", "least", "is_a_place"),
    [
        ("nanjing_jianye_building_names.csv", "name", 0.99, "号|幢"),
        ("yichang_compound_addresses.csv", "address", 0.95, "."),
    ],
)
def test_addresses_of_real_cities(file: str, column: str, least: float, is_a_place: str) -> None:
    """No sign of a level is left in the compound's name, and what is written reads the same."""
    if not (SHARED / file).exists():
        pytest.skip("the files of addresses are not here")
    with (SHARED / file).open(encoding="utf-8-sig") as lines:
        typed = [row[column] for row in csv.DictReader(lines) if row[column].strip()]
    understood = [each for each in typed if _is_understood(Address.read(each), is_a_place)]
    assert len(understood) >= least * len(typed), sorted(set(typed) - set(understood))[:20]


def _is_understood(address: Address, is_a_place: str) -> bool:
    left = re.search("号|幢|栋|单元|街道|街办", address.compound)
    return Address.read(str(address)) == address and left is None and bool(re.search(is_a_place, str(address)))
