"""Fixed code lists of the registry, persons and sitting teams."""

from django.db.models import IntegerChoices, TextChoices


class AreaLevel(IntegerChoices):
    PROVINCE = 1, "省"
    PREFECTURE = 2, "市(州)"
    COUNTY = 3, "县(市、区)"
    TOWNSHIP = 4, "乡镇(街道)"


class VillageKind(TextChoices):
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"


class Confirmer(TextChoices):
    """Who confirms a rule against the text in force."""

    CIVIL = "civil", "社会工作部、民政部门"
    ORGANIZATION = "organization", "组织部门"
    OFFICE = "office", "县换届办"


class PartyForm(TextChoices):
    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    NONE = "none", "未设"


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Education(TextChoices):
    POSTGRADUATE = "postgraduate", "研究生"
    BACHELOR = "bachelor", "本科"
    COLLEGE = "college", "大专"
    HIGH_SCHOOL = "high_school", "高中(中专)"
    JUNIOR = "junior", "初中及以下"


class Politics(TextChoices):
    PARTY_MEMBER = "party_member", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    LEAGUE = "league", "共青团员"
    DEMOCRATIC = "democratic", "民主党派"
    NON_PARTISAN = "non_partisan", "无党派人士"
    MASSES = "masses", "群众"


class PartyPost(TextChoices):
    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy", "副书记"
    DISCIPLINE = "discipline", "纪检委员"
    MEMBER = "member", "委员"
    NONE = "none", "无"


class CommitteePost(TextChoices):
    DIRECTOR = "director", "主任"
    DEPUTY = "deputy", "副主任"
    MEMBER = "member", "委员"
    NONE = "none", "无"


class SupervisionPost(TextChoices):
    DIRECTOR = "director", "主任"
    MEMBER = "member", "委员"
    NONE = "none", "无"


class CollectivePost(TextChoices):
    CHAIR = "chair", "理事长"
    DIRECTOR = "director", "理事"
    CHIEF_SUPERVISOR = "chief_supervisor", "监事长"
    SUPERVISOR = "supervisor", "监事"
    NONE = "none", "无"


class Source(TextChoices):
    """Where somebody in a team comes from, one class a person; six of the sitting team's table, three of results'."""

    MIGRANT = "migrant", "优秀农民工"
    ENTREPRENEUR = "entrepreneur", "致富能手"
    GRADUATE = "graduate", "返乡大学生"
    VETERAN = "veteran", "退役军人"
    COOPERATIVE = "cooperative", "合作社负责人"
    FIRST_SECRETARY = "first_secretary", "第一书记选派"
    SELECTED = "selected", "机关选派"
    COMMUNITY_WORKER = "community_worker", "社区工作者"
    OTHER = "other", "其他"


class Appraisal(TextChoices):
    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职"
    BASIC = "basic", "基本称职"
    INCOMPETENT = "incompetent", "不称职"
    ABSENT = "absent", "未参加"


class Wish(TextChoices):
    STAY = "stay", "愿留任"
    MOVE = "move", "愿转岗"
    LEAVE = "leave", "拟退出"
    UNKNOWN = "unknown", "未表态"


class Performance(TextChoices):
    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职"
    BASIC = "basic", "基本称职"
    INCOMPETENT = "incompetent", "不称职"


class CycleState(TextChoices):
    PREPARING = "preparing", "筹备中"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已关闭"


class ListKind(TextChoices):
    BATCH = "batch", "批次"
    RESPONSIBILITY = "responsibility", "包联岗位"
    RUNNING_ITEM = "running_item", "班子运行研判项目"
    RISK_KIND = "risk_kind", "风险类别"
    KEY_VILLAGE = "key_village", "重点村类型"
    CONTACT_ROLE = "contact_role", "通讯录岗位"
    DIFFICULTY = "difficulty", "换届难易程度"
    MEASURE = "measure", "一肩挑推进措施"
    PROBLEM_SOURCE = "problem_source", "问题来源"
    RESERVE_GROUP = "reserve_group", "后备人选类别"
    RESERVE_CHANNEL = "reserve_channel", "后备推荐渠道"
    PLACEMENT_POST = "placement_post", "顶岗岗位"
    WORK_BODY = "work_body", "领导小组和工作机构"
    MEETING_KIND = "meeting_kind", "会议类型"
    REVIEW_ROUND = "review_round", "联审轮次"
    REVIEW_DEPARTMENT = "review_department", "联审部门"
    PUBLICITY_CHANNEL = "publicity_channel", "宣传渠道"
    ACCOUNTABILITY = "accountability", "问责处理方式"
    COMPLAINT_KIND = "complaint_kind", "信访举报类别"
    DISCIPLINE_ACTIVITY = "discipline_activity", "纪律“十个一”"
    DISCIPLINE_REMINDER = "discipline_reminder", "纪律提醒语"
    SPECIAL_CONTROL = "special_control", "专项防控"
    GOVERNANCE = "governance", "换届后治理"
    TALK_LEVEL = "talk_level", "谈话层级"
    TALK_GROUP = "talk_group", "谈话对象类别"
    KINSHIP = "kinship", "亲属关系"
    STAFF_POST = "staff_post", "村务岗位"
    SPELLING = "spelling", "表格常用写法"


class CleanupState(TextChoices):
    NOT_BEGUN = "not_begun", "未启动"
    GOING = "going", "清理中"
    CLEANED = "cleaned", "已清理"
    AUDITED = "audited", "已审定"


class RepairState(TextChoices):
    OPEN = "open", "未整改"
    GOING = "going", "整改中"
    DONE = "done", "已整改"


class TalkForm(TextChoices):
    COLLECTIVE = "collective", "集中"
    SINGLE = "single", "个别"
    PHONE = "phone", "电话"


class TalkPurpose(TextChoices):
    GUIDANCE = "guidance", "思想疏导"
    OPINIONS = "opinions", "听取意见"
    REVIEW = "review", "联审问题约谈"
    DISCIPLINE = "discipline", "换届纪律提醒"
    OTHER = "other", "其他"


class Attitude(TextChoices):
    SUPPORTS = "supports", "支持"
    DOUBTS = "doubts", "有顾虑"
    OPPOSES = "opposes", "不支持"


class SignedPledge(TextChoices):
    NONE = "none", "无"
    DISCIPLINE = "discipline", "纪律承诺"
    NOT_STANDING = "not_standing", "不参选承诺"


class TalkState(TextChoices):
    PLANNED = "planned", "待谈"
    HELD = "held", "已谈"
    AGAIN = "again", "需再谈"


class Left(TextChoices):
    MERGED = "merged", "村级建制调整"
    STREAMLINED = "streamlined", "职数精简"
    OTHER = "other", "其他"


class ReadingOutcome(TextChoices):
    """What the county made of a township's words about relatives."""

    RELATED = "related", "已建立关系"
    NOTHING = "nothing", "无需建立"
