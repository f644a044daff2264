from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # uploads go on while the index is made

    dependencies = [
        ('core', '0004_watching'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='storedfile',
            index=models.Index(fields=['charged_to'], include=('size',), name='stored_file_room'),
        ),
    ]
