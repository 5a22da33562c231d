import accounts.models.users
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import electioncycle.security.privacy
from django.conf import settings
from django.db import migrations, models
from electioncycle.records.first_migration import FirstMigration


class Migration(FirstMigration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='部门')),
            ],
            options={
                'verbose_name': '管辖范围',
                'verbose_name_plural': '管辖范围',
            },
        ),
        migrations.CreateModel(
            name='Slip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='事由')),
                ('count', models.PositiveIntegerField(verbose_name='账号数')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='生成时间')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='领取时间')),
            ],
            options={
                'verbose_name': '账号通知条',
                'verbose_name_plural': '账号通知条',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='姓名')),
                ('unit', models.CharField(blank=True, max_length=80, verbose_name='单位')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='职务')),
                ('valid_until', models.DateField(blank=True, help_text='抽调人员填写', null=True, verbose_name='账号有效期至')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='下次登录须改密码')),
                ('previous_sign_in', models.DateTimeField(editable=False, null=True, verbose_name='上次登录')),
                ('is_service', models.BooleanField(default=False, editable=False, verbose_name='系统服务账号')),
                ('password_set_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='密码设置时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('epoch', models.PositiveIntegerField(default=1, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
                'ordering': ['username'],
            },
            managers=[
                ('objects', accounts.models.users.Accounts()),
            ],
        ),
        migrations.CreateModel(
            name='Authenticator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
                ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
                ('key', electioncycle.security.privacy.EncryptedField(verbose_name='密钥')),
                ('drift', models.SmallIntegerField(default=0, verbose_name='时钟偏差')),
                ('last_step', models.BigIntegerField(default=-1, verbose_name='最近使用的时段')),
                ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '动态验证码',
                'verbose_name_plural': '动态验证码',
            },
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passwords', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '用过的密码',
                'verbose_name_plural': '用过的密码',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(editable=False, max_length=40, unique=True)),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='登录地址')),
                ('browser', models.CharField(blank=True, max_length=60, verbose_name='浏览器')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='登录时间')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='最近操作')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '登录会话',
                'verbose_name_plural': '登录会话',
                'ordering': ['-seen_at'],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=32)),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '备用验证码',
                'verbose_name_plural': '备用验证码',
            },
        ),
    ]
