"""What a search finds a name by: initials and full pinyin, whichever way the name is looked up."""

from random import Random

from pypinyin import Style, pinyin

from demo import names
from demo.people import People
from electioncycle.records import search


def test_names_looked_up_character_by_character_read_as_the_dictionary_reads_them():
    rng, drawn = Random("search"), People("990101", "199000")
    texts = [drawn.name(rng, male=number % 2 == 0) for number in range(300)] + list(names.village_stems(200, rng))
    texts += [
        "重庆",
        "长安村",
        "单于",
        "行长",
        "王重阳",
        "A1村",
        "张·三",
        "㐀村",
        "〇一",
        "朝阳社区居民委员会第三小组长",
    ]
    for text in texts:
        assert search._readings(text) == pinyin(text, style=Style.NORMAL, heteronym=True), text
    assert search.search_key("重庆", "张三") == "重庆 cq chongqing 张三 zs zhangsan"
