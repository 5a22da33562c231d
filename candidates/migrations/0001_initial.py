import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('villages', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalIntention',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='录入时间')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='撤回时间')),
                ('post', models.CharField(choices=[('secretary', '党组织书记'), ('deputy_secretary', '党组织副书记'), ('party_member', '党组织委员'), ('director', '村(居)委会主任'), ('deputy_director', '村(居)委会副主任'), ('committee_member', '村(居)委会委员'), ('supervision_director', '村务监督委员会主任'), ('supervision_member', '村务监督委员会委员'), ('collective', '集体经济组织理事、监事')], max_length=24, verbose_name='拟参选职位')),
                ('declaration', models.TextField(help_text='照本人原话摘记，不写他人评价，不作得票预测', verbose_name='本人意愿表述')),
                ('declared_how', models.CharField(choices=[('written', '本人书面'), ('talk', '谈话时本人表示'), ('home_visit', '入户走访时本人表示'), ('phone', '电话联系时本人表示'), ('meeting', '会议上本人表示')], max_length=12, verbose_name='表示方式')),
                ('declared_on', models.DateField(verbose_name='表示日期')),
                ('recorded_by', models.CharField(blank=True, max_length=40, verbose_name='记录人')),
                ('present_post', models.CharField(blank=True, max_length=60, verbose_name='现任职务')),
                ('state', models.CharField(choices=[('standing', '有意向'), ('given_up', '本人已放弃')], default='standing', max_length=12, verbose_name='现状')),
                ('given_up_on', models.DateField(blank=True, null=True, verbose_name='放弃日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('cycle', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.cycle', verbose_name='届次')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.person', verbose_name='人员')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, limit_choices_to={'valid_to': None}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='村(社区)')),
            ],
            options={
                'verbose_name': 'historical 参选意向',
                'verbose_name_plural': 'historical 参选意向',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalNominee',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='录入时间')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='撤回时间')),
                ('post', models.CharField(choices=[('secretary', '党组织书记'), ('deputy_secretary', '党组织副书记'), ('party_member', '党组织委员')], max_length=24, verbose_name='提名职务')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='提名轮次')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('cycle', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.cycle', verbose_name='届次')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.person', verbose_name='人员')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, limit_choices_to={'valid_to': None}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='村(社区)')),
            ],
            options={
                'verbose_name': 'historical 预备人选',
                'verbose_name_plural': 'historical 预备人选',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Intention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='录入时间')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='撤回时间')),
                ('search_text', models.TextField(blank=True, default='', editable=False, verbose_name='检索词')),
                ('post', models.CharField(choices=[('secretary', '党组织书记'), ('deputy_secretary', '党组织副书记'), ('party_member', '党组织委员'), ('director', '村(居)委会主任'), ('deputy_director', '村(居)委会副主任'), ('committee_member', '村(居)委会委员'), ('supervision_director', '村务监督委员会主任'), ('supervision_member', '村务监督委员会委员'), ('collective', '集体经济组织理事、监事')], max_length=24, verbose_name='拟参选职位')),
                ('declaration', models.TextField(help_text='照本人原话摘记，不写他人评价，不作得票预测', verbose_name='本人意愿表述')),
                ('declared_how', models.CharField(choices=[('written', '本人书面'), ('talk', '谈话时本人表示'), ('home_visit', '入户走访时本人表示'), ('phone', '电话联系时本人表示'), ('meeting', '会议上本人表示')], max_length=12, verbose_name='表示方式')),
                ('declared_on', models.DateField(verbose_name='表示日期')),
                ('recorded_by', models.CharField(blank=True, max_length=40, verbose_name='记录人')),
                ('present_post', models.CharField(blank=True, max_length=60, verbose_name='现任职务')),
                ('state', models.CharField(choices=[('standing', '有意向'), ('given_up', '本人已放弃')], default='standing', max_length=12, verbose_name='现状')),
                ('given_up_on', models.DateField(blank=True, null=True, verbose_name='放弃日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('cycle', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.cycle', verbose_name='届次')),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='intentions', to='villages.person', verbose_name='人员')),
                ('village', models.ForeignKey(limit_choices_to={'valid_to': None}, on_delete=django.db.models.deletion.PROTECT, related_name='intentions', to='villages.village', verbose_name='村(社区)')),
            ],
            options={
                'verbose_name': '参选意向',
                'verbose_name_plural': '参选意向',
                'ordering': ['village__township__position', 'village__township__code', 'village__position', 'village__code', 'declared_on', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('cycle', 'village', 'person', 'post'), name='intention_once', violation_error_message='该村已登记过此人对这一职位的参选意向。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('all_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Nominee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='录入时间')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='撤回时间')),
                ('search_text', models.TextField(blank=True, default='', editable=False, verbose_name='检索词')),
                ('post', models.CharField(choices=[('secretary', '党组织书记'), ('deputy_secretary', '党组织副书记'), ('party_member', '党组织委员')], max_length=24, verbose_name='提名职务')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='提名轮次')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('cycle', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.cycle', verbose_name='届次')),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='villages.person', verbose_name='人员')),
                ('village', models.ForeignKey(limit_choices_to={'valid_to': None}, on_delete=django.db.models.deletion.PROTECT, related_name='nominees', to='villages.village', verbose_name='村(社区)')),
            ],
            options={
                'verbose_name': '预备人选',
                'verbose_name_plural': '预备人选',
                'ordering': ['village__township__position', 'village__township__code', 'village__position', 'village__code', 'round', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('cycle', 'village', 'person', 'post', 'round'), name='nominee_once', violation_error_message='该村本轮已有此人对这一职务的提名。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('all_rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
