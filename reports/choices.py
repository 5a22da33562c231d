"""Fixed code lists of printing."""

from django.db.models import TextChoices


class Variant(TextChoices):
    INTERNAL = "internal", "内部掌握版(含“一肩挑”研判)"
    VILLAGE = "village", "村级留存版(不含“一肩挑”研判)"


class Output(TextChoices):
    ZIP = "zip", "压缩包(每村一份PDF)"
    PRINT = "print", "双面打印文件(每村从奇数页起)"
    VOLUME = "volume", "汇总分册(图表、对比表、三张清单，附各村报告)"
    VOLUME_DOCX = "docx", "汇总分册DOCX(可改；60个村以上的只有总报告)"


class ReportState(TextChoices):
    CURRENT = "current", "最新"
    STALE = "stale", "数据有变化"
    NONE = "none", "未生成"
