"""What is counted of the printed reports."""

from electioncycle.figures import Figure, declare

PRINTED = declare(
    Figure(
        "reports.printed",
        "已印研判报告",
        "至少印过一版内部掌握版研判报告的村(社区)，印后数据有变化、还没有重印的也计。",
        "个",
        group="报告与统计",
        source="研判报告",
        short="已印报告",
        counted=True,
    )
)
