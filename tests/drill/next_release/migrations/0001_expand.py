"""Columns that may be empty, on tables people write to all the time."""

from django.db import migrations

TABLES = (
    "communes_indicatorentry",
    "communes_entryrevision",
    "communes_progressreport",
    "communes_receipt",
    "core_auditevent",
    "core_job",
)


class Migration(migrations.Migration):
    dependencies = [("communes", "__first__"), ("core", "0003_backup_runs")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD COLUMN next_release_note text NULL",
            f"ALTER TABLE {table} DROP COLUMN next_release_note",
        )
        for table in TABLES
    ]
