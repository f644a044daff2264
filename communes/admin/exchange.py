"""Reference data that come and go as a file: shown first, then stored whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.forms import ImportForm, SelectableFieldsExportForm
from import_export.tmp_storages import CacheStorage

from communes.resources.formats import FORMATS
from kbang_ntm.core.errors import Refused

if TYPE_CHECKING:  # the package ships no types
    Both = Any
else:
    Both = object

GONE = "Tệp tải lên lúc nãy không còn giữ nữa. Tải lên lại, chưa dòng nào được ghi."
CHANGED = (
    "Dữ liệu trong cổng đã đổi sau khi xem trước nên tệp không còn khớp; chưa dòng nào được ghi. "
    "Tải lên lại để xem chỗ sai."
)


class KeptUpload(CacheStorage):
    """The uploaded file between preview and confirmation: in the cache all web processes share,
    for an hour, and nowhere else."""

    CACHE_LIFETIME = 3600

    def read(self) -> bytes:
        content: bytes | None = super().read()
        if content is None:
            raise Refused("gone", GONE)
        return content


class UploadForm(ImportForm):
    """Any spreadsheet: the kind is seen by its content, so nobody is asked for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = self.fields["format"].hidden_widget()
        self.fields[
            "import_file"
        ].help_text = (
            "XLSX, XLS hoặc CSV. Xuất tệp từ trang này để lấy đúng các cột; để trống ô không cần."
        )

    def clean_format(self) -> str:
        return self.cleaned_data.get("format") or "0"


class ColumnsForm(SelectableFieldsExportForm):
    """The columns to choose from, by the words that head them in the file."""

    def _get_field_label(self, resource: Any, field_name: str) -> str:
        field = resource.fields.get(field_name)
        words = str(field.column_name if field else field_name)
        return words[:1].upper() + words[1:]


class FileOut(ExportMixin, Both):
    """Rows go out as CSV for Vietnamese Excel or XLSX, and nothing else."""

    formats = FORMATS
    export_form_class = ColumnsForm

    def get_export_formats(self) -> list[Any]:
        return list(FORMATS)


class FileInOut(ImportExportMixin, Both):
    """Rows also come in."""

    formats = FORMATS
    import_form_class = UploadForm
    export_form_class = ColumnsForm
    import_template_name = "communes/admin/import.html"
    tmp_storage_class = KeptUpload
    show_change_form_export = False
    skip_admin_log = False
    export_related: tuple[str, ...] = ()  # read together with the rows of an export

    def get_export_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_export_queryset(request)
        return rows.select_related(*self.export_related) if self.export_related else rows

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """Sentences of the reader for people; anything else is a fault of ours and stays one."""
        if not isinstance(e, Refused):
            raise e
        form.add_error("import_file", e.message)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Store what was shown."""
        try:
            answer: HttpResponse = super().process_import(request, **kwargs)
        except Refused as refused:
            messages.error(request, refused.message)
            return self._back()
        return answer

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Say what was stored; what no longer fits since the preview was taken back whole."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, CHANGED)
            return self._back()
        answer: HttpResponse = super().process_result(result, request)
        return answer

    def _back(self) -> HttpResponse:
        opts = self.model._meta
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_import"))
