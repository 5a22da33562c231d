import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from electioncycle.records.first_migration import FirstMigration


class Migration(FirstMigration):

    dependencies = [
        ('electioncycle', '0001_initial'),
        ('villages', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='VillageReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('variant', models.CharField(choices=[('internal', '内部稿(含表4)'), ('village', '村级留存版(不含表4)')], default='internal', max_length=10, verbose_name='稿别')),
                ('number', models.PositiveIntegerField(default=1, verbose_name='版次')),
                ('content_hash', models.CharField(max_length=64, verbose_name='内容校验码')),
                ('pages', models.PositiveSmallIntegerField(default=0, verbose_name='页数')),
                ('missing', models.JSONField(default=list, verbose_name='缺字')),
                ('rendered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='生成时间')),
                ('cycle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.cycle', verbose_name='届次')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='electioncycle.storedfile', verbose_name='文件')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='villages.village', verbose_name='村(社区)')),
            ],
            options={
                'verbose_name': '研判报告',
                'verbose_name_plural': '研判报告',
                'ordering': ['village_id', 'number'],
                'constraints': [models.UniqueConstraint(fields=('village', 'cycle', 'variant', 'number'), name='report_edition_once'), models.UniqueConstraint(condition=models.Q(('cycle', None)), fields=('village', 'variant', 'number'), name='report_edition_once_without_cycle')],
            },
        ),
    ]
