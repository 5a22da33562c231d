"""What an official would have written, composed by draw: members, ratings, verdicts, gaps and problems."""

from random import Random

from villages.choices import VillageKind
from villages.models import TeamMember, Village

PROJECTS = (
    "硬化通组道路{n}公里",
    "新建提灌站{m}处",
    "改造老旧供水管网{n}公里",
    "流转撂荒地{k}亩种植油茶",
    "建成冷链保鲜库{m}座",
    "引进粮油加工小微企业{m}家",
    "建成养老服务点{m}处",
    "整治山坪塘{n}口",
    "改造户厕{k}户",
    "发展林下养殖{k}亩",
    "盘活闲置校舍{m}处",
    "安装太阳能路灯{k}盏",
)
CHIEF_OPENINGS = (
    "任现职以来坚持把抓党建放在首位，“三会一课”和主题党日按期开展，班子议事规矩、分工清楚；",
    "带头执行上级决策部署，重大事项均按“四议两公开”程序办理，会议记录和公示资料齐全；",
    "熟悉村情民情，坚持每周入户走访，遇到矛盾能够当面讲清政策、公道处理；",
    "工作思路清楚，敢于负责，遇到难事能够站到前面，班子成员服气、党员群众认可；",
    "在村工作多年，坚持在岗坐班，各组人口、土地和困难户情况心中有数；",
)
CHIEF_DEEDS = (
    "近三年牵头{a}、{b}，村集体经营性收入逐年增加；",
    "主动对接帮扶部门争取项目资金，先后{a}、{b};",
    "组织党员和小组长分片包户，推动{a}、{b}，群众出行和用水条件明显改善；",
    "通过村集体经济组织统一经营，{a}、{b}，带动{k}户农户就近务工；",
)
CHIEF_CLOSINGS = (
    "防汛抗旱和森林防火期间坚持在岗值守，近三年未发生责任事故。",
    "牵头化解土地、邻里纠纷{n}起，无越级上访。",
    "个人廉洁自律情况较好，财务支出按规定公开，未收到有效信访举报。",
    "民主测评优秀票较上年增加，谈话党员多数认为其办事公道。",
)
SECOND_OPENINGS = {
    "deputy": "协助书记抓党员教育管理和阵地建设，党员档案、党费收缴台账规范，",
    "discipline": "负责纪检和村务监督，按季度审核村级收支票据，监督公示及时，",
    "member": "分管组织宣传和群众工作，联系服务群众较多，交办事项能够按时完成，",
    "committee": "负责民政、社保和综治网格工作，业务熟悉，群众办事少跑路，",
    "supervision": "参与村务监督，能够列席村“两委”会议并提出意见，",
}
SECOND_DEEDS = (
    "牵头完成{a}。",
    "参与化解矛盾纠纷{n}起，入户宣传{k}户。",
    "在{a}中做群众工作细致，未出现阻工。",
    "全年为群众代办事项{k}件。",
    "分片联系{k}户农户，情况熟悉。",
)
SHORTCOMINGS = (
    "对发展集体经济办法不多，项目储备不足。",
    "运用信息化手段办公的能力较弱，材料依赖他人。",
    "工作方式有时急躁，听取不同意见不够耐心。",
    "理论学习系统性不强，结合本村实际思考不深。",
    "因家庭经营占用精力，在岗时间有时不足。",
    "年龄偏大，对新政策掌握较慢。",
    "参加工作时间不长，处理复杂矛盾的经验不足。",
    "对分管工作主动谋划少，多为等待安排。",
)
RATING_WORDS = {
    "politics": (
        "能及时传达落实上级部署，“三会一课”记录完整，党员参会率在八成以上。",
        "上半年有两个月未按期开展主题党日，流动党员联系不经常。",
    ),
    "unity": (
        "书记与其他成员分工明确，重要事项会前沟通，班子会每月至少两次。",
        "主要负责人之间在项目选址上有分歧，两次会议未形成一致意见。",
    ),
    "procedure": (
        "近一年重大事项均履行“四议两公开”程序，公示照片和会议记录齐全。",
        "有一项小型工程未经村民代表会议讨论，经乡镇指出后补办。",
    ),
    "service": (
        "便民服务室每日有人值班，代办事项登记清楚，群众反映办事方便。",
        "值班制度执行不严，抽查两次有一次无人在岗。",
    ),
    "economy": (
        "集体经营性收入较上年增加，合同台账清楚，租金按期收取。",
        "集体经济主要靠土地租金，两份承包合同到期未及时续签，欠收租金。",
    ),
    "integrity": (
        "近三年无违纪违法问题，财务按季度公开，未收到有效信访举报。",
        "上年收到反映报账不及时的信访件一件，经查属实，已责令整改。",
    ),
}
VERDICTS = {
    "good": (
        "班子配备齐整，分工明确，近三年重点工作在全{town}考核中居前。谈话的党员、代表普遍认为班子办事公道、能干事，近三年{a}、{b}，没有发生群体性信访和安全责任事故。",
        "书记威信较高，班子成员配合较好，矛盾纠纷基本在村内解决。近三年{a}、{b}，村集体经营性收入连续增加，财务公开按季度进行，党员群众没有提出异议。",
    ),
    "fair": (
        "班子总体运行平稳，能够完成上级交办任务，近三年{a}、{b}。谈话中反映较多的是成员年龄结构不够合理、外出务工党员多、后继人选储备偏少，需要在换届中统筹解决。",
        "班子成员之间能够沟通，议事程序基本规范，日常工作有人抓。近三年{a}。存在的不足是集体经济来源单一，个别成员在岗时间不够，群众对公共设施管护有意见。",
    ),
    "average": (
        "班子能维持日常运转，但推动工作主动性不足，集体经济项目进展慢，近三年仅{a}。谈话中党员对议事公开和干部在岗情况意见较多，测评基本称职票偏高，换届前须由{town}党委派人督促整改。",
    ),
    "poor": (
        "班子成员之间矛盾较深，多次会议议而不决，集体合同管理混乱，群众反映集中。近一年发生信访{n}件，虽已逐件答复，仍有一件未办结，须列入整顿对象，由县、{town}两级共同推进。",
    ),
}
GAPS = {
    "confirmed": ("", "", "任职条件具备，群众基础较好，须继续做好履职考察。"),
    "intended": (
        "有意愿的人选在村工作年限较短，群众熟悉程度不够，尚需实践锻炼。",
        "有意愿的人选常年在外务工，返乡时间尚未确定，党员群众还不够了解。",
        "学历和年龄条件符合要求，但处理村务的经验不足，须跟班培养。",
    ),
    "none": (
        "本村四十五岁以下在村党员少，外出人员返乡意愿不强，近期没有合适人选。",
        "现有党员年龄偏大、学历偏低，入党积极分子培养尚需时日。",
    ),
}
MEASURES = {
    "sent_out": "由县委组织部协调，从机关事业单位选派熟悉农村工作的党员干部到村任职，任期内跟踪考核。",
    "selected": "由乡镇党委从乡镇干部中选派，先任第一书记熟悉村情，再按党内程序任职。",
    "cross_village": "从邻近先进村物色有能力的党员跨村任职，由乡镇党委征求两村党员意见后按程序办理。",
    "develop_member": "把返乡青年纳入入党积极分子重点培养，明确培养联系人，安排到村级岗位跟班锻炼。",
}
PROBLEMS = (
    (
        "外出务工党员多，党员大会到会率低",
        "组织建设",
        "建立流动党员联系台账，换届会议提前十天通知并统计返乡情况",
        "已建立台账，联系到位",
    ),
    (
        "两份集体林地承包合同到期未续签",
        "集体资产",
        "由司法所协助清理合同，召开村民代表会议议定续签办法",
        "合同已清理，正在协商",
    ),
    ("村级债务数额不清，群众有疑问", "财务管理", "由乡镇财政所逐笔核对债权债务，公示后接受群众质询", "已核对七成"),
    (
        "合并后原两村群众在办公场所设置上意见不一",
        "历史遗留",
        "由联村领导牵头听取两片群众意见，保留便民服务点",
        "已召开座谈会两次",
    ),
    ("班子成员平均年龄偏大，后备人选不足", "队伍建设", "从返乡人员中物色后备人选，安排到村顶岗锻炼", "已物色三人"),
    ("自来水管网老化，夏季供水不稳", "民生保障", "申报管网改造项目，换届前完成主管道更换", "项目已立项"),
    ("个别小组长长期空缺", "组织建设", "在换届前按程序补选小组长", "已补选两个组"),
    ("山林权属争议一起尚未办结", "信访矛盾", "由乡镇林业站、司法所现场勘界调解", "已勘界，待签协议"),
)
RETURN_REASONS = (
    "第二部分谈话人数与签到表不一致，逐人研判中对副书记的评价过于笼统，请补充具体事例后重新报送。",
    "“一肩挑”推进措施没有写清责任部门和时间安排，请与乡镇党委研究后补充。",
    "集体经济一项评为较好，但问题清单列有合同到期未续签，前后不一致，请核实。",
)


def _slots(rng: Random) -> dict[str, object]:
    first, second = rng.sample(PROJECTS, 2)
    return {**_numbers(rng), "a": first.format(**_numbers(rng)), "b": second.format(**_numbers(rng))}


def _numbers(rng: Random) -> dict[str, object]:
    return {"n": rng.randint(2, 9), "m": rng.choice("一两三"), "k": rng.randint(21, 96)}


def merits(member: TeamMember, rng: Random) -> str:
    """80 to 150 characters for secretary and director, about 50 for the others."""
    slots = _slots(rng)
    if member.party_post == "secretary" or member.committee_post == "director":
        parts = (rng.choice(CHIEF_OPENINGS), rng.choice(CHIEF_DEEDS), rng.choice(CHIEF_CLOSINGS))
        return "".join(part.format(**slots) for part in parts)
    key = member.party_post if member.party_post in SECOND_OPENINGS else ""
    key = key or ("committee" if member.committee_post != "none" else "supervision")
    return SECOND_OPENINGS[key] + rng.choice(SECOND_DEEDS).format(**slots)


def shortcomings(rng: Random) -> str:
    return rng.choice(SHORTCOMINGS)


def rating_words(code: str, *, lower: bool) -> str:
    better, worse = RATING_WORDS.get(
        code, ("本项工作正常开展，记录齐全。", "本项工作开展不经常，记录不全，须限期改进。")
    )
    return worse if lower else better


def verdict(grade: str, village: Village, rng: Random) -> str:
    text = rng.choice(VERDICTS[grade]).format(town=village.township.name[-1], **_slots(rng))
    if village.kind == VillageKind.COMMUNITY:
        text = text.replace("村集体", "社区集体").replace("村内", "社区内")
    return text
