"""The schema of the whole export: for machines as JSON, for people as a page in Vietnamese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pghistory.models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, ForeignKey, Model, UniqueConstraint

from kbang_ntm.core.exchange.codec import kind_of
from kbang_ntm.core.exchange.decisions import Carried, carried_models, decisions

FORMAT = 1  # of the files; raised when an older import could not read them any more
WORDS = {
    "text": "chữ",
    "integer": "số nguyên",
    "boolean": "true hoặc false",
    "decimal": "số thập phân, viết trong dấu nháy",
    "float": "số",
    "date": "ngày, năm-tháng-ngày",
    "time": "giờ",
    "moment": "thời điểm, giờ UTC",
    "uuid": "mã UUID",
    "json": "JSON",
    "binary": "nhị phân, base64",
    "range": "khoảng",
    "list": "danh sách",
}


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The stored columns of a model in the order of the file; computed ones are left out."""
    return [
        column for column in model._meta.concrete_fields if not getattr(column, "generated", False)
    ]


def natural_key(model: type[Model]) -> list[str]:
    """The columns by which another system knows a row: `uid`, else a unique column, else the
    columns of the first unconditional unique constraint, else the id."""
    columns = {column.name: column for column in columns_of(model)}
    if "uid" in columns:
        return ["uid"]
    single = [c.name for c in columns.values() if c.unique and not c.primary_key]
    if single:
        return single[:1]
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
            return list(constraint.fields)
    return [str(model._meta.pk.name)] if model._meta.pk else []


def _label(column: Field[Any, Any]) -> str:
    """The Vietnamese name, "" where a column has only its own."""
    name = str(column.verbose_name)
    return "" if name == column.name.replace("_", " ") else name


def _column(column: Field[Any, Any], decision: Carried) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.attname,
        "label": _label(column),
        "type": str(kind_of(column)),
        "null": column.null,
    }
    if column.primary_key:
        found["primary_key"] = True
    if column.choices and not callable(column.choices):
        found["choices"] = {str(code): str(words) for code, words in column.flatchoices}
    if isinstance(column, ForeignKey):
        target = column.related_model
        assert isinstance(target, type)
        found["references"] = {
            "model": target._meta.label,
            "column": column.target_field.attname,
            "natural_key": natural_key(target),
        }
    if column.name in decision.secret:
        found["secret"] = True
    if column.name in decision.personal:
        found["personal"] = True
    if column.name in decision.cleared:
        found["cleared"] = True
    return found


def _model(model: type[Model], decision: Carried) -> dict[str, Any]:
    history = getattr(model, "pgh_tracked_model", None)
    found: dict[str, Any] = {
        "model": model._meta.label,
        "label": str(model._meta.verbose_name) if history is None else "lịch sử",
        "file": file_name(model._meta.label),
        "natural_key": natural_key(model),
        "columns": [_column(column, decision) for column in columns_of(model)],
    }
    if decision.personal_only:
        found["personal_only"] = True
    if issubclass(model, pghistory.models.Event) and history is not None:
        found["history_of"] = history._meta.label
        found["label"] = f"lịch sử: {history._meta.verbose_name}"
    return found


def file_name(label: str) -> str:
    """The file of a model's rows, inside the folder of the export."""
    return f"rows/{label.lower()}.jsonl"


def describe() -> dict[str, Any]:
    """Everything a machine needs to read the files; the same for with and without personal
    details. Two portals with equal descriptions can exchange rows."""
    carried = carried_models(personal=True)
    left_out = sorted(decisions().left_out.items())
    return {
        "format": FORMAT,
        "models": [_model(model, decision) for model, decision in carried.values()],
        "left_out": [{"model": label, "reason": reason} for label, reason in left_out],
        "open_files": sorted(decisions().open_files),
    }


def migrations() -> dict[str, str]:
    """{app: its newest applied migration}."""
    found: dict[str, str] = {}
    for app, name in sorted(MigrationRecorder.Migration.objects.values_list("app", "name")):
        found[app] = name
    return found


HEAD = Path(__file__).with_name("page_head.md")


def page(description: dict[str, Any]) -> str:
    """The schema as a page."""
    lines = [HEAD.read_text(encoding="utf-8")]
    for model in description["models"]:
        lines.append(f"\n## {model['label'].capitalize()} (`{model['model']}`)\n")
        key = ", ".join(f"`{name}`" for name in model["natural_key"])
        only = " Chỉ có khi xuất kèm chi tiết cá nhân." if model.get("personal_only") else ""
        lines.append(f"Tệp `{model['file']}`, khóa tự nhiên {key}.{only}\n")
        lines.append("| cột | tên | kiểu | trỏ tới | ghi chú |")
        lines.append("|---|---|---|---|---|")
        lines += [_line(column) for column in model["columns"]]
    lines.append("\n## Bảng không xuất\n")
    lines.append("| bảng | vì sao |")
    lines.append("|---|---|")
    lines += [f"| `{row['model']}` | {row['reason']} |" for row in description["left_out"]]
    return "\n".join(lines) + "\n"


def _line(column: dict[str, Any]) -> str:
    name, _of, inner = column["type"].partition(" of ")
    words = WORDS[name] + (f" {WORDS[inner]}" if inner else "")
    target = column.get("references")
    pointed = ""
    if target:
        key = ", ".join(target["natural_key"])
        pointed = f"`{target['model']}.{target['column']}` (khóa tự nhiên: {key})"
    notes = [
        "khóa chính" if column.get("primary_key") else "",
        "có thể trống" if column["null"] else "",
        "không bao giờ xuất" if column.get("secret") else "",
        "riêng" if column.get("personal") else "",
        "luôn bỏ trống" if column.get("cleared") else "",
        "; ".join(f"{code or '(trống)'}: {says}" for code, says in column["choices"].items())
        if column.get("choices")
        else "",
    ]
    cells = [f"`{column['name']}`", column["label"], words, pointed, ", ".join(filter(None, notes))]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
