"""Names as they are borne: common surnames by their share, given names by the years in which they were given."""

import random

_SHARES = (
    "王:71 李:70 张:65 刘:52 陈:45 杨:31 黄:22 赵:20 吴:19 周:19 徐:15 孙:15 马:13 朱:13 胡:12 郭:12 何:12 林:11 高:10 "
    "罗:9 郑:9 梁:8 谢:8 宋:7 唐:7 许:6 邓:6 冯:6 韩:6 曹:6 彭:5 肖:5 田:5 董:5 潘:5 袁:5 蔡:5 蒋:5 余:5 于:4 杜:4 "
    "叶:4 程:4 魏:4 苏:4 吕:4 丁:4 任:4 卢:3 姚:3 沈:3 钟:3 姜:3 崔:3 谭:3 陆:3 范:3 汪:3 廖:3 石:3 金:3 韦:3 贾:3 "
    "夏:3 付:3 方:3 邹:3 熊:3 白:3 孟:3 秦:3 邱:2 侯:2 江:2 尹:2 薛:2 闫:2 段:2 雷:2 龙:2 黎:2 史:2 陶:2 贺:2 毛:2 "
    "郝:2 顾:2 龚:2 邵:2 万:2 覃:2 武:2 钱:2 戴:2 严:2 莫:2 孔:2 向:2 常:2 欧阳:1 上官:1"
)
SURNAMES = [pair.split(":")[0] for pair in _SHARES.split()]
WEIGHTS = [int(pair.split(":")[1]) for pair in _SHARES.split()]
# Born before, signs for men, signs for women.
GIVEN = (
    (
        1955,
        "福 德 荣 贵 生 财 根 林 祥 金 宝 水 长 永 春 兴 山 海 庆 发",
        "秀 英 珍 兰 桂 芳 玉 凤 莲 素 淑 梅 月 香 菊 琴 花 仙",
    ),
    (
        1975,
        "建 国 军 华 明 平 志 强 伟 红 卫 东 文 忠 民 勇 新 永 斌 林",
        "丽 萍 红 霞 燕 敏 英 芳 华 玲 琴 娟 珍 秀 梅 艳 惠 琼 爱 云",
    ),
    (
        1992,
        "伟 磊 涛 鹏 超 杰 俊 峰 飞 凯 亮 波 辉 宇 晨 龙 洋 旭 阳 刚",
        "静 婷 娟 丽 娜 倩 雪 颖 莉 琳 洁 慧 蕾 萍 晶 艳 佳 璐 丹 媛",
    ),
    (
        9999,
        "浩 宇 轩 子 涵 睿 泽 梓 然 博 晨 铭 皓 逸 辰 航 嘉 奕 霖 恒",
        "涵 欣 怡 诗 雨 梓 萱 语 妍 彤 悦 可 馨 琪 若 熙 瑶 思 静 依",
    ),
)
ABROAD = (
    ("Anna", "Paul", "Maria", "James", "Sofia", "Lucas", "Emma", "Daniel", "Chloe", "Ivan", "Yuki", "Minho", "Linh"),
    ("Keller", "Martin", "Rossi", "Brown", "Petrov", "Dubois", "Silva", "Novak", "Tanaka", "Kim", "Nguyen", "Costa"),
)


def surname(rng: random.Random) -> str:
    """A surname as often as it is borne."""
    return rng.choices(SURNAMES, WEIGHTS)[0]


def given_name(rng: random.Random, sex: str, born_year: int) -> str:
    """One or two signs of the time; single ones were the fashion of the seventies to the nineties."""
    of_men, of_women = next((men, women) for until, men, women in GIVEN if born_year < until)
    signs = (of_men if sex == "1" else of_women).split()
    is_single = rng.random() < (0.32 if 1970 <= born_year < 1995 else 0.10)
    return rng.choice(signs) if is_single else rng.choice(signs) + rng.choice(signs)


def stranger(rng: random.Random) -> str:
    """Somebody from abroad."""
    return f"{rng.choice(ABROAD[0])} {rng.choice(ABROAD[1])}"
