"""Invented people: names, ID numbers whose check digit is right and whose area exists nowhere, unassigned phones."""

from datetime import date, timedelta
from random import Random

from electioncycle.cleaning.cells import check_digit

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "仇单解"
)
MALE = "建国志强明华永福德林文斌国平光荣少军家富正伟天成兴旺世杰立新学良长庚海波春生有才宏斌玉田喆堃"
FEMALE = "秀英丽华春梅晓燕玉兰海霞雪莲桂芳小红素珍美玲慧敏玥祎琳婷婉秋菊翠萍凤仪冬青"


class People:
    """Draws people of one county; no ID number and no phone is given twice."""

    def __init__(self, county_code: str, phone_head: str) -> None:
        self.area, self.phone_head = county_code, phone_head
        self.numbers: set[str] = set()
        self.phones = 0

    def name(self, rng: Random, *, male: bool) -> str:
        pool = MALE if male else FEMALE
        length = 1 if rng.random() < 0.12 else 2
        return rng.choice(SURNAMES) + "".join(rng.sample(pool, length))

    def birth(self, rng: Random, youngest: int, oldest: int, on: date) -> date:
        """Somebody between these ages on that day."""
        return on - timedelta(days=rng.randint(youngest * 366, oldest * 365))

    def id_number(self, rng: Random, birth: date, *, male: bool) -> str:
        """Right by GB 11643, of an area code that is assigned to no place."""
        while True:
            order = rng.randrange(500) * 2 + male
            head = f"{self.area}{birth:%Y%m%d}{order:03d}"
            number = head + check_digit(head)
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def phone(self) -> str:
        """Eleven digits that no operator has given out."""
        self.phones += 1
        return f"{self.phone_head}{self.phones * 7919 % 100_000:05d}"
