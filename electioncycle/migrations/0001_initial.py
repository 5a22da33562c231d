import django.db.models.deletion
import django.utils.timezone
import electioncycle.privacy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PeriodicRun',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('busy_until', models.DateTimeField(null=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('last_ok', models.BooleanField(null=True)),
                ('seconds', models.FloatField(null=True)),
                ('result', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': '定时任务',
                'verbose_name_plural': '定时任务',
            },
        ),
        migrations.CreateModel(
            name='SiteFact',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('value', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': '站点信息',
                'verbose_name_plural': '站点信息',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('path', models.CharField(editable=False, max_length=200)),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='大小(字节)')),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='校验值')),
                ('encrypted', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('object_type', models.CharField(blank=True, max_length=60, verbose_name='对象类型')),
                ('object_id', models.BigIntegerField(null=True, verbose_name='对象编号')),
                ('part', models.CharField(blank=True, max_length=40, verbose_name='材料类别')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200, verbose_name='撤回原因')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '附件',
                'verbose_name_plural': '附件',
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('type', models.CharField(choices=[('signed_in', '登录'), ('sign_in_failed', '登录失败'), ('signed_out', '退出'), ('password_changed', '修改密码'), ('added', '新增'), ('changed', '修改'), ('withdrawn', '撤回到回收站'), ('restored', '从回收站恢复'), ('reverted', '恢复到历史版本'), ('imported', '导入'), ('cancelled', '取消导入'), ('exported', '导出'), ('export_asked', '申请导出完整号码'), ('export_decided', '批准导出完整号码'), ('printed', '打印'), ('read', '查阅受限内容'), ('unmasked', '查看完整号码'), ('step', '流程办理'), ('published', '发布规则'), ('cycle_opened', '开启届次'), ('cycle_closed', '关闭届次'), ('job_started', '提交后台任务'), ('downloaded', '下载'), ('attached', '上传附件'), ('detached', '撤回附件'), ('account_changed', '账号变更'), ('backed_up', '数据备份'), ('site_restored', '从备份恢复'), ('purged', '清除个人信息'), ('keys_rotated', '轮换密钥'), ('refused', '被拒绝的操作'), ('audit_read', '查阅审计记录'), ('verified', '核验审计链')], max_length=20, verbose_name='类型')),
                ('actor', models.BigIntegerField(null=True, verbose_name='操作人编号')),
                ('object_type', models.CharField(blank=True, max_length=60, verbose_name='对象类型')),
                ('object_id', models.BigIntegerField(null=True, verbose_name='对象编号')),
                ('details', models.JSONField(default=dict, verbose_name='要素')),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name': '审计记录',
                'verbose_name_plural': '审计记录',
                'indexes': [models.Index(fields=['object_type', 'object_id'], name='audit_object'), models.Index(fields=['actor', 'at'], name='audit_actor'), models.Index(fields=['type', 'id'], name='audit_type')],
            },
        ),
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '日历地址',
                'verbose_name_plural': '日历地址',
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_type', models.CharField(max_length=60, verbose_name='对象类型')),
                ('object_id', models.BigIntegerField(verbose_name='对象编号')),
                ('cycle_id', models.BigIntegerField(verbose_name='届次编号')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('document_number', models.CharField(max_length=60, verbose_name='文号')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='登记时间')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='解除时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '保留登记',
                'verbose_name_plural': '保留登记',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='类型')),
                ('title', models.CharField(max_length=120, verbose_name='任务')),
                ('params', models.JSONField(default=dict, verbose_name='参数')),
                ('scope_paths', models.JSONField(default=list)),
                ('scope_path', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('waiting', '等待中'), ('running', '处理中'), ('done', '已完成'), ('failed', '未完成'), ('cancelled', '已取消')], default='waiting', max_length=10, verbose_name='状态')),
                ('phase', models.CharField(blank=True, max_length=60, verbose_name='进展')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='总数')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='完成')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='失败')),
                ('skipped', models.PositiveIntegerField(default=0, verbose_name='无变化')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('results', models.JSONField(default=list, verbose_name='结果文件')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提交时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('served_at', models.DateTimeField(null=True, verbose_name='最近处理时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('claimed_by', models.CharField(blank=True, max_length=32)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提交人')),
            ],
            options={
                'verbose_name': '后台任务',
                'verbose_name_plural': '后台任务',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='JobItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='编号')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('position', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', '等待中'), ('running', '处理中'), ('done', '已完成'), ('skipped', '无变化'), ('failed', '失败')], default='waiting', max_length=10, verbose_name='状态')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='原因')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claimed_by', models.CharField(blank=True, max_length=32)),
                ('lease_until', models.DateTimeField(null=True)),
                ('seconds', models.FloatField(null=True, verbose_name='用时(秒)')),
                ('finished_at', models.DateTimeField(null=True)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='electioncycle.job')),
            ],
            options={
                'verbose_name': '任务明细',
                'verbose_name_plural': '任务明细',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='内容')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('tone', models.CharField(choices=[('info', '通知'), ('warn', '提醒'), ('bad', '预警')], default='info', max_length=4, verbose_name='类别')),
                ('roles', models.CharField(blank=True, max_length=200)),
                ('path', models.CharField(blank=True, db_index=True, max_length=120)),
                ('cycle_id', models.BigIntegerField(null=True)),
                ('key', models.CharField(blank=True, max_length=160)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '通知',
                'verbose_name_plural': '通知',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='NoticeRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='electioncycle.notice')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '通知阅读记录',
                'verbose_name_plural': '通知阅读记录',
            },
        ),
        migrations.CreateModel(
            name='RateCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('budget', models.CharField(max_length=20)),
                ('who', models.CharField(max_length=60)),
                ('ends_at', models.BigIntegerField(db_index=True)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': '办理频次',
                'verbose_name_plural': '办理频次',
                'constraints': [models.UniqueConstraint(fields=('budget', 'who', 'ends_at'), name='rate_count_once')],
            },
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_type', models.CharField(max_length=60, verbose_name='对象类型')),
                ('object_id', models.BigIntegerField(verbose_name='对象编号')),
                ('assigned_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='指定时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='取消时间')),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='可查阅人')),
            ],
            options={
                'verbose_name': '查阅授权',
                'verbose_name_plural': '查阅授权',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('object_type', models.CharField(blank=True, max_length=60)),
                ('object_id', models.BigIntegerField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '已办理的表单',
                'verbose_name_plural': '已办理的表单',
            },
        ),
        migrations.CreateModel(
            name='StepRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_type', models.CharField(max_length=60, verbose_name='对象类型')),
                ('object_id', models.BigIntegerField(verbose_name='对象编号')),
                ('move', models.CharField(max_length=40, verbose_name='步骤')),
                ('title', models.CharField(max_length=40, verbose_name='步骤名称')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='办理时间')),
                ('reason', models.TextField(blank=True, verbose_name='说明')),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('approves', models.BooleanField(default=False, verbose_name='是否审批')),
                ('signer', models.CharField(blank=True, help_text='纸质签批时填写', max_length=40, verbose_name='签批人')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='签批日期')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('void_at', models.DateTimeField(blank=True, null=True, verbose_name='失效时间')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='失效原因')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='electioncycle.attachment', verbose_name='扫描件')),
            ],
            options={
                'verbose_name': '流程记录',
                'verbose_name_plural': '流程记录',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('path', models.CharField(editable=False, max_length=200)),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='大小(字节)')),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='校验值')),
                ('encrypted', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(db_index=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '生成的文件',
                'verbose_name_plural': '生成的文件',
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger_name', models.CharField(max_length=60)),
                ('scope_paths', models.JSONField(default=list)),
                ('cycle_id', models.BigIntegerField(null=True)),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('state', models.CharField(choices=[('checking', '核对中'), ('ready', '待确认'), ('writing', '正在写入'), ('done', '已导入'), ('refused', '未导入'), ('cancelled', '已取消')], default='checking', max_length=10, verbose_name='状态')),
                ('message', models.CharField(blank=True, max_length=500, verbose_name='结果')),
                ('preview', electioncycle.privacy.EncryptedField(blank=True, verbose_name='预览')),
                ('counts', models.JSONField(default=dict, verbose_name='计数')),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='上传时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='electioncycle.job')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='electioncycle.storedfile')),
            ],
            options={
                'verbose_name': '导入批次',
                'verbose_name_plural': '导入批次',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='UnmaskedExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger_name', models.CharField(max_length=60)),
                ('cycle_id', models.BigIntegerField(null=True)),
                ('keys', models.JSONField(default=list)),
                ('conditions', models.CharField(blank=True, max_length=300, verbose_name='筛选条件')),
                ('form', models.CharField(choices=[('xlsx', 'Excel表格'), ('pdf', 'PDF名单')], default='xlsx', max_length=4, verbose_name='形式')),
                ('reason', models.CharField(max_length=200, verbose_name='用途')),
                ('scope_path', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='申请时间')),
                ('state', models.CharField(choices=[('waiting', '待批准'), ('approved', '已批准'), ('refused', '未批准')], default='waiting', max_length=10, verbose_name='状态')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='批准时间')),
                ('decision', models.CharField(blank=True, max_length=200, verbose_name='批准意见')),
                ('fetched', models.PositiveIntegerField(default=0, verbose_name='下载次数')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='electioncycle.storedfile')),
            ],
            options={
                'verbose_name': '完整号码导出申请',
                'verbose_name_plural': '完整号码导出申请',
                'ordering': ['-id'],
            },
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['object_type', 'object_id'], name='attachment_object'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['state', 'served_at'], name='job_open'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['by', '-id'], name='job_owner'),
        ),
        migrations.AddIndex(
            model_name='jobitem',
            index=models.Index(fields=['job', 'state', 'position'], name='job_item_state'),
        ),
        migrations.AddConstraint(
            model_name='jobitem',
            constraint=models.UniqueConstraint(fields=('job', 'key'), name='job_item_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='notice_once_per_key'),
        ),
        migrations.AddConstraint(
            model_name='noticeread',
            constraint=models.UniqueConstraint(fields=('notice', 'user'), name='notice_read_once'),
        ),
        migrations.AddConstraint(
            model_name='reader',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('object_type', 'object_id', 'user'), name='reader_once'),
        ),
        migrations.AddConstraint(
            model_name='sentform',
            constraint=models.UniqueConstraint(fields=('by', 'token'), name='form_sent_once'),
        ),
        migrations.AddIndex(
            model_name='steprecord',
            index=models.Index(fields=['object_type', 'object_id'], name='step_object'),
        ),
    ]
