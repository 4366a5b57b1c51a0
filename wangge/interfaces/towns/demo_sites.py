"""What stands in the demo town, building after building: estates old and new, villages, office towers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, radians

from shapely.geometry import Point

from wangge.areas.models import Area
from wangge.interfaces.towns.demo_land import Land
from wangge.registers.buildings.address import NONE, Address
from wangge.registers.buildings.models import Use

FIRST_HOUSES = 6
METRE = 1 / 111_320
ROADS = (
    "荷塘路 文昌路 桂花街 长堤路 松涛路 竹径巷 学院路 望山路 "
    "临江大道 新安路 康宁路 锦绣街 柳浪街 渡口路 水街 石桥路 "
    "丹桂路 湖滨大道 和顺街 书院路 云栖路 古荡街 青年路 解放街"
)
BEGIN = (
    "翠苑 金桂 银杏 玉兰 紫荆 清荷 听涛 观澜 朝晖 望江 枫林 "
    "梧桐 海棠 香樟 丁香 东方 阳光 盛世 锦江 蓝湾 绿洲 华庭 "
    "名仕 康乐 幸福 和平 新华 红星 光明 永安 长乐 安泰 景云 "
    "嘉和 万福 瑞祥 星河 明月 春晓 秋水"
)
END = {
    "old": ("一村", "二村", "三村", "四村", "新村", "小区", "公寓", "家属院", "大院", "里弄", "宿舍", "工房"),
    "new": ("苑", "花园", "府", "名邸", "家园", "城", "公馆", "雅居", "华府", "嘉园", "里", "台"),
    "village": ("村", "坊", "墩", "桥头", "浜", "埭", "湾", "坞", "塘", "圩", "岗", "角"),
    "office": (
        "大厦",
        "中心",
        "广场",
        "商务楼",
        "科创园",
        "产业园",
        "天地",
        "商城",
        "写字楼",
        "创意园",
        "科技园",
        "国际",
    ),
}
# Kind → its share of the compounds, buildings in a compound, floors, units, doors on a floor of a unit.
KINDS: dict[str, tuple[float, int, tuple[int, int], tuple[int, int], int]] = {
    "old": (0.40, 9, (5, 7), (2, 4), 2),
    "new": (0.38, 6, (11, 26), (1, 2), 3),
    "village": (0.14, 25, (3, 5), (1, 1), 3),
    "office": (0.08, 5, (8, 18), (1, 1), 6),
}


@dataclass(frozen=True)
class Estate:
    """A compound before it is in the archive: of which kind, where, under which name."""

    grid: Area
    kind: str
    name: str
    road: str
    plate: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Site:
    """A building before it is in the archive."""

    number: int
    estate: Estate
    serial: int
    floors: int
    units: int
    doors: int
    lon: float
    lat: float

    @property
    def address(self) -> Address:
        """Houses of a village have a plate, blocks a number within their compound."""
        estate = self.estate
        if estate.kind == "village":
            return Address(road=estate.name, plate=f"{self.serial}号")
        return Address(road=estate.road, plate=estate.plate, compound=estate.name, building=f"{self.serial}幢")


@dataclass(frozen=True)
class Door:
    """A dwelling before it is in the archive; `shops` is how many organisations keep house in it."""

    site: Site
    unit: str
    room: str
    use: str
    area_m2: float
    shops: int = 0

    @property
    def address(self) -> str:
        """Building and door."""
        return str(self.site.address) + str(Address(unit=self.unit, room=self.room))


@dataclass
class _Ground:
    """One grid, filled compound by compound."""

    seed: int
    land: Land
    grid: Area
    compounds: int = 0
    left: int = 0
    estate: Estate | None = None
    rng: random.Random = field(default_factory=random.Random)

    def site(self, number: int, *, is_first: bool) -> Site:
        """The next building of this grid."""
        if self.estate is None or not self.left:
            self._open(is_first=is_first)
        estate = self.estate
        if estate is None:
            raise TypeError("a compound has been opened")
        _share, size, floors, units, doors = KINDS[estate.kind]
        self.left -= 1
        lon, lat = self._near(estate)
        return Site(
            number, estate, size - self.left, self.rng.randint(*floors), self.rng.randint(*units), doors, lon, lat
        )  # fmt: skip

    def _open(self, *, is_first: bool) -> None:
        self.rng = random.Random(f"{self.seed} compound {self.grid.code} {self.compounds}")  # noqa: S311
        kinds = list(KINDS)
        kind = "old" if is_first else self.rng.choices(kinds, [KINDS[each][0] for each in kinds])[0]
        code = self.grid.code or ""
        place = self.compounds * 8 + int(code[-3:])
        named = (place * 37 + int(code[6:9]) * 91 + int(code[9:12]) * 19) % (len(BEGIN.split()) * 12)
        round_ = place // (len(BEGIN.split()) * 12)
        name = _of(BEGIN, named) + END[kind][named // len(BEGIN.split())] + (f"{round_ + 1}期" if round_ else "")
        lon, lat = self.land.spot(self.grid, self.rng)
        road = _of(ROADS, place + int(code[6:9]) * 5 + int(code[9:12]))
        self.estate = Estate(self.grid, kind, name, road, f"{place * 2 + 1}号", lon, lat)
        self.compounds, self.left = self.compounds + 1, KINDS[kind][1]

    def _near(self, estate: Estate) -> tuple[float, float]:
        """Within 150 metres of the compound's point, still in the grid."""
        shape = self.land.shapes[self.grid.code or ""]
        for _try in range(8):
            lat = estate.lat + self.rng.uniform(-150, 150) * METRE
            lon = estate.lon + self.rng.uniform(-150, 150) * METRE / cos(radians(lat))
            if shape.contains(Point(lon, lat)):
                return round(lon, 6), round(lat, 6)
        return estate.lon, estate.lat


def _of(words: str, number: int) -> str:
    every = words.split()
    return every[number % len(every)]


def sites(seed: int, land: Land) -> Iterator[Site]:
    """Buildings without end: some in the first grid, whose worker the demo shows, then one in every grid in turn."""
    grounds = [_Ground(seed, land, grid) for grid in land.grids]
    number = 0
    while True:
        turn = grounds[:1] * FIRST_HOUSES + grounds[1:] if number == 0 else grounds
        for ground in turn:
            yield ground.site(number, is_first=number < len(turn))
            number += 1


def doors_of(site: Site, rng: random.Random) -> Iterator[Door]:
    """Every dwelling of a building, from below."""
    for floor in range(1, site.floors + 1):
        for unit in range(1, site.units + 1):
            for place in range(1, site.doors + 1):
                use = _use(site, floor, rng)
                area = round(rng.uniform(18, 40) if site.estate.kind == "village" else rng.uniform(48, 140), 1)
                shops = _shops(use, rng)
                unit_name = f"{unit}单元" if site.units > 1 else NONE
                yield Door(site, unit_name, f"{floor}{place:02d}室", use, area, shops)


def _use(site: Site, floor: int, rng: random.Random) -> str:
    if site.estate.kind == "office":
        return rng.choices((Use.OFFICE, Use.SHOP, Use.EMPTY), (0.78, 0.5 if floor < 3 else 0, 0.15))[0]
    if floor == 1 and rng.random() < (0.30 if site.estate.kind == "village" else 0.22):
        return Use.SHOP
    is_village = site.estate.kind == "village"
    weights = (0.18, 0.75, 0.06, 0.01) if is_village else (0.66, 0.25, 0.08, 0.01)
    return rng.choices((Use.OWN, Use.LET, Use.EMPTY, Use.STORE), weights)[0]


def _shops(use: str, rng: random.Random) -> int:
    if use == Use.OFFICE:
        return rng.choice((1, 1, 1, 2))
    return int(use == Use.SHOP)
