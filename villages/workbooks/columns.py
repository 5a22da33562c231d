"""The columns by which workbooks name a person: alike, and in the same order, wherever people are listed."""

from electioncycle.ledgers.declarations import Column

NAME = Column("姓名", "person__name", required=True, width=10, example="张建国")
SEX = Column("性别", "person__sex", required=True, width=6, example="男")
ETHNICITY = Column("民族", "person__ethnicity", width=8, example="汉族")
ID_NUMBER = Column("身份证号", "person__id_number", width=21, example="11010519491231002X")
BIRTH = Column("出生年月", "person__birth", width=12, aliases=("出生年月(自)", "出生日期"), example="1949-12")
POLITICS = Column("政治面貌", "person__politics", width=12, example="中共党员")
EDUCATION = Column("最高学历", "person__education", width=11, example="大专")
PHONE = Column("电话", "person__phone", width=14, example="13800138000")

WHO = (NAME, SEX, ETHNICITY, ID_NUMBER, BIRTH, POLITICS)
