"""Invented names of townships, villages and offices, rare characters included."""

from random import Random

COUNTY = "云岭县"
PREFECTURE = "演示市"
PROVINCE = "演示省"

FIRST = "青石云双龙凤大小上下东西南北金银白黑红新高长清玉竹松柏梨桃杏柳枫兰荷茶桂樟梧榆泉明太永安平福泰和兴"
LAST = "溪岭坪坝湾沟垭塘岩桥井河山寨垟塆垵洞坡田园林冲畈埠嘴"
TOWN_FIRST = "云岭沧澜霞栖枕鹿鹤麓溪芷茗棠砚澄曲临望紫碧"
TOWN_LAST = "泉川桥渡湖溪峰场坪关铺口"

RARE_VILLAGES = ("石垟", "顾家塆", "茶垵", "峃坑", "𬒗山", "堽头")
"""Characters outside GB 2312, one of them outside the BMP: every registry has some."""
TWINS = "临江"
"""A village and a community of one township that share their short name."""

DEPARTMENTS = (
    "县农业农村局",
    "县财政局",
    "县民政局",
    "县水利局",
    "县自然资源局",
    "县交通运输局",
    "县教育局",
    "县卫生健康局",
    "县人力资源和社会保障局",
    "县发展和改革局",
    "县住房和城乡建设局",
    "县市场监督管理局",
    "县文化广电和旅游局",
    "县林业局",
    "县应急管理局",
    "县司法局",
    "县审计局",
    "县统计局",
    "县乡村振兴服务中心",
    "县供销合作社",
    "县总工会",
    "县妇联",
    "团县委",
    "县残联",
    "县融媒体中心",
    "县税务局",
    "县气象局",
    "县国有资产服务中心",
)
COUNTY_LEADERS = (
    ("县委", "常委"),
    ("县人民政府", "副县长"),
    ("县人大常委会", "副主任"),
    ("县政协", "副主席"),
    ("县委", "副书记"),
    ("县人民法院", "院长"),
    ("县人民检察院", "检察长"),
)
TOWNSHIP_LEADER_POSTS = (
    "党委副书记",
    "党委委员、副镇长",
    "人大主席",
    "党委委员、纪委书记",
    "党委委员、组织委员",
    "副镇长",
    "党委委员、武装部长",
    "便民服务中心主任",
    "农业综合服务中心主任",
)


def township_names(count: int, rng: Random) -> list[str]:
    """Two thirds 镇, then 乡; at most as many 镇 as have statistical codes (100 to 199)."""
    stems = _drawn(count, TOWN_FIRST, TOWN_LAST, rng)
    towns = min(-(-count * 2 // 3), 100)
    return [f"{stem}{'镇' if number < towns else '乡'}" for number, stem in enumerate(stems)]


def village_stems(count: int, rng: Random) -> list[str]:
    """Names without 村 or 社区, all different."""
    stems = _drawn(count, FIRST, LAST, rng)
    step = max((count - 1) // len(RARE_VILLAGES), 1)
    for number, rare in enumerate(RARE_VILLAGES):
        if (place := 1 + number * step) < count:
            stems[place] = rare
    return stems


def _drawn(count: int, first: str, last: str, rng: Random) -> list[str]:
    """So many different stems: of two characters as long as they last, then of three."""
    stems = [one + end for one in first for end in last if one != end]
    rng.shuffle(stems)
    if count > len(stems):
        long = [one + two + end for one in first for two in first for end in last if one != two]
        rng.shuffle(long)
        stems += long
    return stems[:count]
