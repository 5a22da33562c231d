"""A made-up analysis report of the size and form in which a county signs one."""

from electioncycle.documents.blocks import (
    Document,
    Facts,
    Gaps,
    Heading,
    Paragraph,
    Place,
    Signatures,
    Table,
    Text,
)

VILLAGE, TOWNSHIP, COUNTY = "垟心塆村", "河口镇", "示范县"
# Two characters outside GB 2312, one outside the BMP, one private-use code point that no typeface draws.
PEOPLE = ("陈 垵", "李国梁", "王\ue5f1芳", "欧阳𠙶生", "赵秀兰", "周垟平", "吴小燕")
NAMES = tuple(name.replace(" ", "") for name in PEOPLE)

# 性别|出生年月~（年龄）|民族|…: the columns of 表1 behind the name; ~ begins a new line in the cell.
TEAM_TEXT = """
男|1971.03~（55岁）|汉族|中共党员~1996.07|大专|书记|主任|集体经济组织理事长|2013.12|致富能手|垟心村|优秀、称职、优秀|62/5/1/0|愿留任
男|1968.11~（57岁）|汉族|中共党员~1999.06|高中|副书记|委员|监委主任|2010.11|退役军人|塆里村|称职、称职、优秀|51/14/3/0|拟退出
女|1985.05~（41岁）|汉族|中共党员~2012.07|本科|纪检委员|无|妇联主席|2021.01|返乡大学生|垟心村|优秀、优秀、优秀|60/7/1/0|愿留任
男|1990.09~（36岁）|畲族|中共党员~2016.12|大专|委员|副主任|民兵连长|2021.01|退役军人|上岙村|称职、优秀、优秀|58/9/1/0|愿留任
女|1979.02~（47岁）|汉族|群众|初中及以下|无|委员|网格员|2018.03|其他|垟心村|称职、称职、称职|49/16/3/0|愿留任
男|1995.12~（30岁）|汉族|中共预备党员~2026.04|本科|无|委员|集体经济组织监事|2021.01|优秀农民工|塆里村|优秀、称职、优秀|57/10/1/0|愿转岗
女|1982.07~（44岁）|汉族|中共党员~2008.11|大专|委员|无|报账员（联村）|2017.05|致富能手|上岙村|称职、优秀、称职|55/12/1/0|未表态
"""
TEAM = tuple(tuple(line.replace("~", "\n").split("|")) for line in TEAM_TEXT.split())

OWN_WORDS = (
    "该同志任书记以来，牵头完成三村合并后的账务、印章、档案移交，主持建成粮食烘干中心和村级冷链仓，2025年村集体经营性收入"
    "由合并前的11.6万元增至48.3万元；坚持每周二夜访，化解山林界址纠纷7起。不足之处是对年轻干部放手不够，"
    "党务公开偶有滞后。综合看，政治素质过硬，群众威信较高，能够胜任主职。"
)
SHORT_WORDS = "分管工作按时完成，入户走访到位，群众反映较好；对新政策的学习还不够系统，文字材料能力需要提高。"


def report() -> Document:
    """The whole report; every section of practice.md's list that has a text of its own."""
    return Document(
        title=f"{COUNTY}{TOWNSHIP}{VILLAGE}\n“两委”班子分析研判报告",
        marks=("内部资料 注意保存",),
        cover_lines=("研判组：县委组织部第三研判组\u3000研判时间：2026年11月6日", "数据截止日：2026年10月31日"),
        blocks=(*_situation(), *_assessment(), *_outlook(), *_tables(), _signatures()),
        footer_note="版本 1 · 校验 ab12cd34",
        names=(VILLAGE, *NAMES),
    )


def bare_report() -> Document:
    """A village of which nothing has been entered yet."""
    return Document(
        title=f"{COUNTY}{TOWNSHIP}𠙶家塆村“两委”班子分析研判报告",
        marks=("内部资料 注意保存",),
        cover_lines=("数据截止日：2026年10月31日",),
        blocks=(
            Heading("一、基本情况"),
            Facts((("乡镇", TOWNSHIP), ("村（社区）", "𠙶家塆村"), ("户数", "未填报"), ("党员数", "未填报"))),
            Heading("十二、缺项清单"),
            Gaps(("村基本情况未填报。", "现任班子成员未填报。", "研判组、研判时间未填报。", "“一肩挑”研判未填报。")),
            _signatures(),
        ),
        footer_note="版本 1 · 校验 00ff1234",
    )


def _situation():
    return (
        Heading("一、基本情况"),
        Paragraph(
            f"{VILLAGE}由垟心村、塆里村、上岙村三个建制村于2019年7月合并设立，辖16个村民小组，"
            "户籍人口2,316人、常住人口1,204人，党员87名（其中预备党员2名），村民代表45名，设党总支1个、党支部3个。"
        ),
        Facts(
            (
                ("村民小组", "16个"),
                ("户数", "742户"),
                ("户籍人口", "2,316人"),
                ("常住人口", "1,204人"),
                ("党员", "87名（预备2名）"),
                ("村民代表", "45名"),
                ("集体经营性收入", "48.30万元（2025年）"),
                ("债权/债务", "6.20万元/0万元"),
                ("核定职数", "7职"),
                ("实配/空缺", "7职/0职"),
                ("软弱涣散", "否"),
                ("原村合并", "垟心村、塆里村、上岙村"),
            )
        ),
        Heading("二、研判开展情况"),
        Paragraph(
            "研判组于2026年11月3日至6日驻村，个别谈话41人（其中“两委”成员7人、党员18人、村民代表12人、"
            "群众4人）；发放民主测评票70张，收回68张。"
        ),
    )


def _assessment():
    items = (
        ("政治功能", "好"),
        ("团结协作", "较好"),
        ("四议两公开", "好"),
        ("履职服务", "较好"),
        ("集体经济", "好"),
        ("廉洁自律", "好"),
    )
    yield Heading("三、班子运行情况")
    yield Facts((*items, ("综合评价", Text("好", bold=True))), per_row=3, wide=frozenset(("综合评价",)))
    yield Paragraph(
        "“合并后头两年两边的群众不说一家话，现在开代表会坐到一起了，大事都按四议两公开来，账也敢晒。”", quote=True
    )
    yield Heading("四、成员逐人研判")
    for number, (name, row) in enumerate(zip(PEOPLE, TEAM, strict=True), 1):
        posts = "、".join(post for post in row[5:7] if post != "无")
        lead = Text(f"{number}.{name.replace(' ', '')}（{posts}）。", bold=True)
        yield Paragraph((lead, OWN_WORDS if number == 1 else SHORT_WORDS))


def _outlook():
    return (
        Heading("五、结构分析"),
        Paragraph("现任班子7人，平均年龄44.3岁，比上届换届时下降3.1岁；35岁及以下1人，女性3人，大专及以上5人。见表3。"),
        Table(
            caption="表3 班子结构对比",
            headers=("指标", "上届换届时", "现任", "本届目标", "差距"),
            widths=(28, 18, 18, 18, 18),
            rows=(
                ("人数", "7", "7", "7", "0"),
                ("平均年龄（岁）", "47.4", "44.3", "≤ 43.0", Text("1.3", color="red")),
                ("35岁及以下", "0", "1", "≥ 1", "0"),
                ("60岁及以上", "1", "0", "0", "0"),
                ("女性", "2", "3", "≥ 1", "0"),
                ("中共党员", "6", "6", "—", "—"),
                ("大专及以上", "2", "5", "≥ 4", "0"),
                ("“一肩挑”", "是", "是", "是", "达到"),
            ),
        ),
        Heading("六、“一肩挑”研判"),
        Table(
            caption="表4 “一肩挑”研判（内部）",
            headers=("清单类别", "主要差距", "推进措施", "责任人", "时限"),
            widths=(16, 26, 34, 12, 12),
            align=("center", "left", "left"),
            rows=(("有确定人选", "无", "按程序推进；做好联审和谈心谈话。", "周垟平", "2026.12"),),
        ),
        Heading("七、后备人选"),
        Heading("（一）总体情况", 2),
        Paragraph("现有后备人选4名，其中优秀农民工2名、返乡大学毕业生1名、退役军人1名；已安排顶岗学习2名。"),
        Heading("八、风险排查"),
        Paragraph(
            "六类风险点中，宗族势力0件、信访积案1件、黑恶势力0件、宗教影响0件、换届纪律0件、历史遗留1件，均已建账。"
        ),
        Heading("九、财务清理与离任审计"),
        Paragraph("财务清理已审定，2026年10月8日至22日公示，无异议；离任审计结果于10月28日公布。"),
        Heading("十、包联责任"),
        Table(
            caption="表6 包联责任人",
            headers=("岗位", "姓名", "单位职务", "到村次数"),
            widths=(24, 18, 42, 16),
            align=("center", "center", "left"),
            rows=(
                ("县级领导", "何永安", "县人大常委会副主任", "4"),
                ("帮扶部门分管负责人", "郑垚", "县农业农村局副局长", "9"),
                ("第一书记", "孙立", "县供销社股长", "驻村"),
                ("乡镇联村领导", "叶塆春", "河口镇党委副书记", "31"),
            ),
        ),
        Heading("十一、换届难易与对策"),
        Paragraph("综合研判为“平稳”，拟列入第一批。存在问题与对策见表5。"),
        Table(
            caption="表5 问题与对策",
            headers=("序号", "问题", "类别", "对策", "责任人", "时限", "进展"),
            widths=(7, 24, 11, 26, 11, 10, 11),
            align=("center", "left", "center", "left"),
            rows=(
                (
                    "1",
                    "上岙片区老党员对合并后职务安排有顾虑。",
                    "思想",
                    "书记重点谈、联村领导全面谈，11月底前谈心全覆盖。",
                    "周垟平",
                    "2026.11",
                    "推进中",
                ),
                (
                    "2",
                    "山林界址历史遗留1件未销号。",
                    "历史遗留",
                    "由镇综治办、林业站会同调解，落实一案一策。",
                    "李国梁",
                    "2026.12",
                    "推进中",
                ),
            ),
        ),
        Heading("十二、缺项清单"),
        Gaps(("王\ue5f1芳的入党时间未填报。", "周垟平近三年考核缺2024年度。")),
    )


def _tables():
    yield Table(
        caption="表1 现任班子",
        wide=True,
        small=True,
        groups=(("", 7), ("职务", 3), ("", 3), ("评价", 2), ("", 2)),
        headers=(
            "序号",
            "姓名",
            "性别",
            "出生年月（年龄）",
            "民族",
            "政治面貌及入党时间",
            "学历",
            "党组织职务",
            "村（居）委会职务",
            "其他任职",
            "任现职时间",
            "来源身份",
            "原所属村",
            "近三年考核",
            "测评（优/称/基/不）",
            "个人意愿",
            "备注",
        ),
        widths=(3.6, 6.8, 3.6, 7, 4.4, 8, 5.2, 5.6, 5.8, 8, 6.4, 6.6, 6, 6.6, 6.6, 5, 4.8),
        rows=tuple(
            (str(number), name.replace(" ", ""), *row, "")
            for number, (name, row) in enumerate(zip(PEOPLE, TEAM, strict=True), 1)
        ),
        note="注：年龄计算至2026年10月31日；测评票为收回的有效票。",
    )
    yield Table(
        caption="表2 逐人研判",
        wide=True,
        small=True,
        headers=(
            "姓名职务",
            "主要表现",
            "主要不足",
            "处分及影响期",
            "亲属回避",
            "履职评价",
            "个人意愿",
            "党组织职务意见",
        ),
        widths=(11, 29, 21, 9, 9, 7, 7, 7),
        align=("center", "left", "left"),
        rows=tuple(
            (
                f"{name.replace(' ', '')}\n{row[5]}/{row[6]}",
                "分管工作按时完成，入户走访到位，群众反映较好。",
                "对新政策的学习还不够系统，文字材料能力需要提高。",
                "无",
                "无",
                "优秀" if number == 0 else "称职",
                row[-1],
                "拟继续提名" if row[5] != "无" else "—",
            )
            for number, (name, row) in enumerate(zip(PEOPLE, TEAM, strict=True))
        ),
    )


def _signatures() -> Signatures:
    return Signatures(
        (
            Place("研判组", ("组长签字：", "成员签字：")),
            Place("联村领导"),
            Place(f"{TOWNSHIP}\n党委意见", ("书记签字：",), seal=True),
            Place("县换届办\n审核意见", ("负责人签字：",), seal=True),
        )
    )
