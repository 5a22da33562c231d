import django.core.validators
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import electioncycle.records.workflow
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from electioncycle.records.first_migration import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("electioncycle", "0009_audit_indexes"),
        ("readiness", "0003_lapsed_states"),
        ("villages", "0003_walked_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Election",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("party", "党组织"),
                            ("committee", "村(居)委会"),
                            ("supervision", "村(居)务监督委员会"),
                            ("representatives", "村(居)民代表"),
                            ("group_leaders", "村(居)民小组长"),
                        ],
                        max_length=16,
                        verbose_name="选举事项",
                    ),
                ),
                (
                    "procedure",
                    models.CharField(
                        choices=[("regular", "换届选举"), ("by_election", "补选"), ("recall", "罢免")],
                        max_length=12,
                        verbose_name="程序",
                    ),
                ),
                ("polling_day", models.DateField(blank=True, null=True, verbose_name="投票日(计划)")),
                (
                    "grounds",
                    models.CharField(
                        blank=True, help_text="补选、罢免须写，如：主任辞职出缺", max_length=200, verbose_name="事由"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "筹备中"),
                            ("round", "投票计票中"),
                            ("next", "待下一轮"),
                            ("ended", "已结束"),
                            ("called_off", "已终止"),
                        ],
                        db_index=True,
                        default="preparing",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("suspended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="暂停时间")),
                (
                    "suspended_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="暂停原因"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="依据规则集",
                    ),
                ),
                (
                    "start",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="elections",
                        to="readiness.startrecord",
                        verbose_name="启动记录",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        limit_choices_to={"valid_to": None},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elections",
                        to="villages.village",
                        verbose_name="村(社区)",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elections",
                        to="elections.term",
                        verbose_name="任期",
                    ),
                ),
            ],
            options={
                "verbose_name": "选举",
                "verbose_name_plural": "选举",
                "ordering": (
                    "village__township__position",
                    "village__township__code",
                    "village__position",
                    "village__code",
                    "-polling_day",
                    "-id",
                ),
                "indexes": [models.Index(fields=["term", "body"], name="election_by_term")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("body__in", ["party", "committee"]), ("procedure", "regular"), ("start__isnull", False)
                            ),
                            models.Q(
                                models.Q(("body__in", ["party", "committee"]), ("procedure", "regular"), _negated=True),
                                ("start", None),
                            ),
                            _connector="OR",
                        ),
                        name="regular_election_has_its_start",
                        violation_error_message="党组织和村(居)委会的换届选举随“启动换届程序”自动建立，不能单独登记。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)), fields=("start",), name="election_once_per_start"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["next", "preparing", "round"]), ("withdrawn_at", None)),
                        fields=("village", "body", "procedure"),
                        name="one_live_election",
                        violation_error_message="该村(社区)这项选举正在进行，不能重复登记；请在原选举中继续办理。",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalCountyDay",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="如：元旦、国庆节调休", max_length=30, verbose_name="节假日或调休名称"
                    ),
                ),
                ("rest", models.BooleanField(default=False, help_text="调休上班的不勾选", verbose_name="放假")),
                (
                    "leaders_free",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="可到场县级领导(人)"),
                ),
                ("police_free", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="可派民警(人)")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.cycle",
                        verbose_name="届次",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 节假日和力量",
                "verbose_name_plural": "historical 节假日和力量",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDefect",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("step", models.CharField(blank=True, editable=False, max_length=24, verbose_name="步骤")),
                ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="第几次")),
                ("code", models.CharField(editable=False, max_length=8, verbose_name="程序瑕疵")),
                ("words", models.CharField(blank=True, editable=False, max_length=300, verbose_name="情况")),
                ("happened_on", models.DateField(blank=True, editable=False, null=True, verbose_name="发生日期")),
                ("found_on", models.DateField(editable=False, verbose_name="发现日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处置"), ("settled", "已处置"), ("void", "登记更正，不成立")],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("postpone", "顺延选举日"),
                            ("republish", "重新公布"),
                            ("correct", "责令改正"),
                            ("decide", "研究认定"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="处置方式",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="处置文号"),
                ),
                ("decided_on", models.DateField(blank=True, editable=False, null=True, verbose_name="处置日期")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 程序瑕疵",
                "verbose_name_plural": "historical 程序瑕疵",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalElectionPost",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("director", "主任"),
                            ("deputy", "副主任"),
                            ("member", "委员"),
                            ("woman", "妇女委员"),
                            ("secretary", "书记"),
                            ("deputy_secretary", "副书记"),
                            ("discipline", "纪检委员"),
                            ("representative", "代表"),
                            ("group_leader", "小组长"),
                        ],
                        max_length=16,
                        verbose_name="职务",
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200),
                        ],
                        verbose_name="名额",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 选举职务",
                "verbose_name_plural": "historical 选举职务",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRound",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("number", models.PositiveSmallIntegerField(verbose_name="轮次")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "首次投票"),
                            ("tie", "再次投票"),
                            ("other", "另行选举"),
                            ("repeat", "重新选举"),
                        ],
                        default="first",
                        max_length=10,
                        verbose_name="投票类别",
                    ),
                ),
                ("day", models.DateField(verbose_name="投票日")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "日期待审定"),
                            ("planned", "未开始"),
                            ("voting", "投票中"),
                            ("counting", "计票中"),
                            ("announced", "现场已公布(未核对)"),
                            ("void", "无效"),
                            ("broken_off", "中止"),
                        ],
                        db_index=True,
                        default="planned",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="大会开始时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="投票截止时间")),
                ("announced_at", models.DateTimeField(blank=True, null=True, verbose_name="当场公布时间")),
                ("announcer", models.CharField(blank=True, max_length=40, verbose_name="公布人")),
                (
                    "announced",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "选齐"),
                            ("other", "需另行选举"),
                            ("tie", "需再次投票"),
                            ("vacant", "缺额不再另选"),
                            ("recalled", "罢免通过"),
                            ("not_recalled", "罢免未通过"),
                            ("void", "选举无效"),
                        ],
                        max_length=14,
                        verbose_name="公布结果",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("turnout", "参加投票未过半"),
                            ("over_issued", "收回多于发出"),
                            ("no_surplus", "候选人等额"),
                            ("committee", "选委会产生不合法"),
                            ("broken_off", "现场中止"),
                            ("no_director", "未选出主任"),
                            ("too_few", "不足三人"),
                            ("elected_void", "当选无效"),
                        ],
                        max_length=14,
                        verbose_name="原因",
                    ),
                ),
                ("circumstances", models.TextField(blank=True, verbose_name="情况说明")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="依据规则集",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 选举轮次",
                "verbose_name_plural": "historical 选举轮次",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSchemeTemplate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("name", models.CharField(max_length=60, verbose_name="范本名称")),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[("village", "村"), ("community", "社区")],
                        help_text="不选则村和社区都用",
                        max_length=12,
                        verbose_name="村(社区)类别",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="范本内容")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="不选则用于全部批次",
                        limit_choices_to={"kind": "batch"},
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.kinditem",
                        verbose_name="批次",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.cycle",
                        verbose_name="届次",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 选举办法范本",
                "verbose_name_plural": "historical 选举办法范本",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStepDay",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("step", models.CharField(editable=False, max_length=24, verbose_name="步骤")),
                ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="第几次")),
                (
                    "planned_on",
                    models.DateField(blank=True, help_text="不填则按推算的日期", null=True, verbose_name="计划日期"),
                ),
                ("done_on", models.DateField(blank=True, db_index=True, null=True, verbose_name="实际日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "done_under",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="所依规则集",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 步骤日期",
                "verbose_name_plural": "historical 步骤日期",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTerm",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("name", models.CharField(max_length=60, verbose_name="任期名称")),
                (
                    "begins_on",
                    models.DateField(help_text="全县开始选举新一届的日期，如集中投票首日", verbose_name="任期起"),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, help_text="届满尚未确定的不填", null=True, verbose_name="任期止"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        limit_choices_to={"level": 3},
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.area",
                        verbose_name="县(市、区)",
                    ),
                ),
                (
                    "elected_in",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.cycle",
                        verbose_name="产生届次",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 任期",
                "verbose_name_plural": "historical 任期",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SchemeTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                ("name", models.CharField(max_length=60, verbose_name="范本名称")),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[("village", "村"), ("community", "社区")],
                        help_text="不选则村和社区都用",
                        max_length=12,
                        verbose_name="村(社区)类别",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="范本内容")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        help_text="不选则用于全部批次",
                        limit_choices_to={"kind": "batch"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.kinditem",
                        verbose_name="批次",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.cycle",
                        verbose_name="届次",
                    ),
                ),
            ],
            options={
                "verbose_name": "选举办法范本",
                "verbose_name_plural": "选举办法范本",
                "ordering": ["batch__position", "unit_kind", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("batch", None), ("withdrawn_at", None)),
                        fields=("cycle", "unit_kind"),
                        name="template_once_for_all_batches",
                        violation_error_message="这一类别已有用于全部批次的选举办法范本，请直接修改原范本。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("batch__isnull", False), ("withdrawn_at", None)),
                        fields=("cycle", "batch", "unit_kind"),
                        name="template_once_per_batch",
                        violation_error_message="这一批次、类别已有选举办法范本，请直接修改原范本。",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                ("edition", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版次")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草案"), ("adopted", "已通过"), ("superseded", "已被修改")],
                        db_index=True,
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="办法内容")),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="通过日期")),
                (
                    "adopted_by",
                    models.CharField(
                        blank=True,
                        choices=[("assembly", "村(居)民会议"), ("representatives", "村(居)民代表会议")],
                        max_length=16,
                        verbose_name="通过会议",
                    ),
                ),
                ("entitled", models.PositiveIntegerField(blank=True, null=True, verbose_name="应到会")),
                ("present", models.PositiveIntegerField(blank=True, null=True, verbose_name="到会")),
                ("in_favour", models.PositiveIntegerField(blank=True, null=True, verbose_name="赞成")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                (
                    "election",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="依据规则集",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="electioncycle.attachment",
                        verbose_name="扫描件",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="villages.village",
                        verbose_name="村(社区)",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="elections.schemetemplate",
                        verbose_name="所用范本",
                    ),
                ),
            ],
            options={
                "verbose_name": "选举办法",
                "verbose_name_plural": "选举办法",
                "ordering": (
                    "village__township__position",
                    "village__township__code",
                    "village__position",
                    "village__code",
                    "election_id",
                    "-edition",
                ),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adopted_on", None), ("state", "draft")),
                            models.Q(models.Q(("state", "draft"), _negated=True), ("adopted_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="adopted_scheme_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_on", None),
                            models.Q(
                                ("entitled__gt", 0),
                                ("in_favour__lte", models.F("present")),
                                ("present__lte", models.F("entitled")),
                            ),
                            _connector="OR",
                        ),
                        name="scheme_votes_can_be",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None), models.Q(("state", "superseded"), _negated=True)),
                        fields=("election", "state"),
                        name="one_draft_and_one_adopted_scheme",
                        violation_error_message="该村(社区)这项选举已有同一状态的选举办法，请在原办法上办理。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("election", "edition"),
                        name="scheme_edition_once",
                    ),
                ],
            },
            bases=(electioncycle.records.workflow.RemembersState, models.Model),
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalScheme",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("edition", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版次")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草案"), ("adopted", "已通过"), ("superseded", "已被修改")],
                        db_index=True,
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="办法内容")),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="通过日期")),
                (
                    "adopted_by",
                    models.CharField(
                        blank=True,
                        choices=[("assembly", "村(居)民会议"), ("representatives", "村(居)民代表会议")],
                        max_length=16,
                        verbose_name="通过会议",
                    ),
                ),
                ("entitled", models.PositiveIntegerField(blank=True, null=True, verbose_name="应到会")),
                ("present", models.PositiveIntegerField(blank=True, null=True, verbose_name="到会")),
                ("in_favour", models.PositiveIntegerField(blank=True, null=True, verbose_name="赞成")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="依据规则集",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="electioncycle.attachment",
                        verbose_name="扫描件",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.village",
                        verbose_name="村(社区)",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="elections.schemetemplate",
                        verbose_name="所用范本",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 选举办法",
                "verbose_name_plural": "historical 选举办法",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StepDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                ("step", models.CharField(editable=False, max_length=24, verbose_name="步骤")),
                ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="第几次")),
                (
                    "planned_on",
                    models.DateField(blank=True, help_text="不填则按推算的日期", null=True, verbose_name="计划日期"),
                ),
                ("done_on", models.DateField(blank=True, db_index=True, null=True, verbose_name="实际日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "done_under",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="所依规则集",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_days",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
            ],
            options={
                "verbose_name": "步骤日期",
                "verbose_name_plural": "步骤日期",
                "ordering": (
                    "election__village__township__position",
                    "election__village__township__code",
                    "election__village__position",
                    "election__village__code",
                    "election",
                    "id",
                ),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("election", "step", "number"),
                        name="step_day_once",
                        violation_error_message="这一步已登记过日期，请直接更正原记录。",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                ("name", models.CharField(max_length=60, verbose_name="任期名称")),
                (
                    "begins_on",
                    models.DateField(help_text="全县开始选举新一届的日期，如集中投票首日", verbose_name="任期起"),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, help_text="届满尚未确定的不填", null=True, verbose_name="任期止"),
                ),
                (
                    "county",
                    models.ForeignKey(
                        limit_choices_to={"level": 3},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="villages.area",
                        verbose_name="县(市、区)",
                    ),
                ),
                (
                    "elected_in",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.cycle",
                        verbose_name="产生届次",
                    ),
                ),
            ],
            options={
                "verbose_name": "任期",
                "verbose_name_plural": "任期",
                "ordering": ["-begins_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gt", models.F("begins_on")), _connector="OR"),
                        name="term_ends_after_it_begins",
                        violation_error_message="任期止须晚于任期起，请核对。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("county", "name"),
                        name="term_name_once",
                        violation_error_message="本县已有同名的任期，请核对名称。",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalElection",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("party", "党组织"),
                            ("committee", "村(居)委会"),
                            ("supervision", "村(居)务监督委员会"),
                            ("representatives", "村(居)民代表"),
                            ("group_leaders", "村(居)民小组长"),
                        ],
                        max_length=16,
                        verbose_name="选举事项",
                    ),
                ),
                (
                    "procedure",
                    models.CharField(
                        choices=[("regular", "换届选举"), ("by_election", "补选"), ("recall", "罢免")],
                        max_length=12,
                        verbose_name="程序",
                    ),
                ),
                ("polling_day", models.DateField(blank=True, null=True, verbose_name="投票日(计划)")),
                (
                    "grounds",
                    models.CharField(
                        blank=True, help_text="补选、罢免须写，如：主任辞职出缺", max_length=200, verbose_name="事由"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "筹备中"),
                            ("round", "投票计票中"),
                            ("next", "待下一轮"),
                            ("ended", "已结束"),
                            ("called_off", "已终止"),
                        ],
                        db_index=True,
                        default="preparing",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("suspended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="暂停时间")),
                (
                    "suspended_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="暂停原因"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="依据规则集",
                    ),
                ),
                (
                    "start",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="readiness.startrecord",
                        verbose_name="启动记录",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        limit_choices_to={"valid_to": None},
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="villages.village",
                        verbose_name="村(社区)",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="elections.term",
                        verbose_name="任期",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 选举",
                "verbose_name_plural": "historical 选举",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CountyDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="如：元旦、国庆节调休", max_length=30, verbose_name="节假日或调休名称"
                    ),
                ),
                ("rest", models.BooleanField(default=False, help_text="调休上班的不勾选", verbose_name="放假")),
                (
                    "leaders_free",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="可到场县级领导(人)"),
                ),
                ("police_free", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="可派民警(人)")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.cycle",
                        verbose_name="届次",
                    ),
                ),
            ],
            options={
                "verbose_name": "节假日和力量",
                "verbose_name_plural": "节假日和力量",
                "ordering": ["day", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("cycle", "day"),
                        name="county_day_once",
                        violation_error_message="这一天已登记，请直接修改原记录。",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Defect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                ("step", models.CharField(blank=True, editable=False, max_length=24, verbose_name="步骤")),
                ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="第几次")),
                ("code", models.CharField(editable=False, max_length=8, verbose_name="程序瑕疵")),
                ("words", models.CharField(blank=True, editable=False, max_length=300, verbose_name="情况")),
                ("happened_on", models.DateField(blank=True, editable=False, null=True, verbose_name="发生日期")),
                ("found_on", models.DateField(editable=False, verbose_name="发现日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处置"), ("settled", "已处置"), ("void", "登记更正，不成立")],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("postpone", "顺延选举日"),
                            ("republish", "重新公布"),
                            ("correct", "责令改正"),
                            ("decide", "研究认定"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="处置方式",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="处置文号"),
                ),
                ("decided_on", models.DateField(blank=True, editable=False, null=True, verbose_name="处置日期")),
                (
                    "election",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
            ],
            options={
                "verbose_name": "程序瑕疵",
                "verbose_name_plural": "程序瑕疵",
                "ordering": (
                    "election__village__township__position",
                    "election__village__township__code",
                    "election__village__position",
                    "election__village__code",
                    "id",
                ),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None), models.Q(("state", "void"), _negated=True)),
                        fields=("election", "code", "step", "number"),
                        name="defect_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "settled"), _negated=True),
                            models.Q(
                                models.Q(("disposition", ""), _negated=True),
                                models.Q(("document_number", ""), _negated=True),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="defect_settled_by_a_paper",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ElectionPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("director", "主任"),
                            ("deputy", "副主任"),
                            ("member", "委员"),
                            ("woman", "妇女委员"),
                            ("secretary", "书记"),
                            ("deputy_secretary", "副书记"),
                            ("discipline", "纪检委员"),
                            ("representative", "代表"),
                            ("group_leader", "小组长"),
                        ],
                        max_length=16,
                        verbose_name="职务",
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200),
                        ],
                        verbose_name="名额",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
            ],
            options={
                "verbose_name": "选举职务",
                "verbose_name_plural": "选举职务",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("election", "post"),
                        name="post_once_per_election",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="更新时间"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                ("search_text", models.TextField(blank=True, default="", editable=False, verbose_name="检索词")),
                ("number", models.PositiveSmallIntegerField(verbose_name="轮次")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "首次投票"),
                            ("tie", "再次投票"),
                            ("other", "另行选举"),
                            ("repeat", "重新选举"),
                        ],
                        default="first",
                        max_length=10,
                        verbose_name="投票类别",
                    ),
                ),
                ("day", models.DateField(verbose_name="投票日")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "日期待审定"),
                            ("planned", "未开始"),
                            ("voting", "投票中"),
                            ("counting", "计票中"),
                            ("announced", "现场已公布(未核对)"),
                            ("void", "无效"),
                            ("broken_off", "中止"),
                        ],
                        db_index=True,
                        default="planned",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="大会开始时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="投票截止时间")),
                ("announced_at", models.DateTimeField(blank=True, null=True, verbose_name="当场公布时间")),
                ("announcer", models.CharField(blank=True, max_length=40, verbose_name="公布人")),
                (
                    "announced",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "选齐"),
                            ("other", "需另行选举"),
                            ("tie", "需再次投票"),
                            ("vacant", "缺额不再另选"),
                            ("recalled", "罢免通过"),
                            ("not_recalled", "罢免未通过"),
                            ("void", "选举无效"),
                        ],
                        max_length=14,
                        verbose_name="公布结果",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("turnout", "参加投票未过半"),
                            ("over_issued", "收回多于发出"),
                            ("no_surplus", "候选人等额"),
                            ("committee", "选委会产生不合法"),
                            ("broken_off", "现场中止"),
                            ("no_director", "未选出主任"),
                            ("too_few", "不足三人"),
                            ("elected_void", "当选无效"),
                        ],
                        max_length=14,
                        verbose_name="原因",
                    ),
                ),
                ("circumstances", models.TextField(blank=True, verbose_name="情况说明")),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="elections.election",
                        verbose_name="选举",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.ruleset",
                        verbose_name="依据规则集",
                    ),
                ),
            ],
            options={
                "verbose_name": "选举轮次",
                "verbose_name_plural": "选举轮次",
                "ordering": ["election_id", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("election", "number"),
                        name="round_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["counting", "planned", "proposed", "voting"]), ("withdrawn_at", None)
                        ),
                        fields=("election",),
                        name="one_round_at_a_time",
                        violation_error_message="上一轮投票还没有结束，不能同时进行两轮。",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_rows", django.db.models.manager.Manager()),
            ],
        ),
    ]
