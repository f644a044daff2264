"""Values of the names of `reports/form_names.py` for a period, and for one commune of it."""

from __future__ import annotations

from decimal import Decimal

from communes.enums import ReportState, Standard, UnitKind
from communes.measures import PartSpec, PartValue, Verdict, display_part
from communes.measures.display import percent_of
from communes.models import ProgressReport, ReportingPeriod, UnitVersion
from communes.queries.history import EntryLine
from communes.queries.values import part_values
from communes.queries.why import VERDICT_WORDS
from communes.rules import SENT
from kbang_ntm.core.errors import Refused
from reports.documents.values import Value, rounded
from reports.queries.commune_report import ReportFacts, report_facts
from reports.queries.matrix import Matrix, communes_on, load_matrix

Values = dict[str, Value]
BANDS = {"19": (19, 19), "15_18": (15, 18), "10_14": (10, 14), "duoi_10": (0, 9)}
CRITERIA = 19  # the bands are those of a set of nineteen


def form_values(period: ReportingPeriod, commune: UnitVersion | None = None) -> Values:
    """{name: value}, None where a figure is not known. Twelve queries, with a commune thirty at
    most. Raises Refused (`no_set`)."""
    matrix = load_matrix(period=period)
    if matrix is None:
        raise Refused("no_set", f"Chưa có bộ tiêu chí cho {period.label}. Nạp bộ tiêu chí trước.")
    district = UnitVersion.objects.filter(
        kind=UnitKind.DISTRICT, valid__contains=period.ends
    ).first()
    found: Values = {
        "ky": period.label,
        "nam": period.year,
        "tu_ngay": period.starts,
        "den_ngay": period.ends,
        "ngay_chot": period.cut_off,
        "huyen": district.name if district else None,
        "bo_tieu_chi": matrix.criteria_set.title,
        **_of_period(matrix),
    }
    return found | _of_commune(period, commune) if commune else found


def form_communes(period: ReportingPeriod) -> list[UnitVersion]:
    """The communes a form may be filled for. One query."""
    return communes_on(period.ends)


def _of_period(matrix: Matrix) -> Values:
    counted = bool(matrix.counted)
    average = rounded(matrix.average, 1) if matrix.average is not None else None
    found: Values = {
        "so_xa": len(matrix.own_rows),
        "so_xa_da_gui": sum(row.state in SENT for row in matrix.own_rows),
        "so_xa_da_xac_nhan": matrix.confirmed_count,
        "luot_tieu_chi_dat": matrix.met_sum if counted else None,
        "binh_quan_tieu_chi": average,
    }
    banded = counted and matrix.criteria_total == CRITERIA
    for name, (low, high) in BANDS.items():
        found[f"so_xa_dat_{name}"] = len(matrix.band(low, high)) if banded else None
    for criterion in matrix.spec.criteria:
        met = matrix.met_of(criterion.no) if counted else None
        found[f"so_xa_dat_tc_{criterion.no}"] = met
    return found


def _of_commune(period: ReportingPeriod, commune: UnitVersion) -> Values:
    """Of the commune's report once it was sent; before that its name and state only."""
    report = (
        ProgressReport.objects.filter(
            unit_id=commune.unit_id, period=period, criteria_set__standard=Standard.NTM
        )
        .select_related("period", "criteria_set")
        .first()
    )
    state = ReportState(report.state).label if report else "chưa báo cáo"
    found: Values = {"xa": commune.name, "xa_trang_thai": str(state)}
    if report is None or report.state not in SENT:
        return found
    facts = report_facts(report)
    return found | _counts(facts) | _verdicts(facts) | _figures(facts)


def _counts(facts: ReportFacts) -> Values:
    standing = facts.standing
    return {
        "xa_tong_tieu_chi": len(facts.criteria),
        "xa_tieu_chi_dat": standing.criteria_met if standing else None,
        "xa_tieu_chi_chua_dat": standing.criteria_not_met if standing else None,
        "xa_tieu_chi_chua_xac_dinh": standing.criteria_unknown if standing else None,
        "xa_chi_tieu_dat": standing.indicators_met if standing else None,
    }


def _verdicts(facts: ReportFacts) -> Values:
    return {
        f"xa_tc_{one.criterion.no}": VERDICT_WORDS[Verdict(one.verdict or Verdict.UNKNOWN)]
        for one in facts.criteria
    }


def _figures(facts: ReportFacts) -> Values:
    found: Values = {}
    for line in facts.lines:
        name = f"xa_ct_{line.row.code.replace('.', '_')}"
        found[f"{name}_ket_qua"] = VERDICT_WORDS[Verdict(line.verdict)]
        found[name] = _value(line)
        if len(line.row.spec.parts) == 1 and line.row.spec.parts[0].is_counted:
            part = _parts(line)[0]
            found[f"{name}_tu"], found[f"{name}_mau"] = part.numerator, part.denominator
    return found


def _parts(line: EntryLine) -> tuple[PartValue, ...]:
    count = len(line.row.spec.parts)
    return part_values(line.entry, count) if line.entry else (PartValue(),) * count


def _value(line: EntryLine) -> Value:
    """A number where the indicator is one number, words where it is not."""
    if line.entry is None or not line.value:
        return None
    parts = line.row.spec.parts
    if line.entry.na_reason or len(parts) > 1:
        return line.value
    return _number(parts[0], _parts(line)[0])


def _number(spec: PartSpec, value: PartValue) -> Value:
    if spec.is_choice:
        return display_part(spec, value) or None
    number: Decimal | None = percent_of(spec, value)
    return rounded(number, 2) if number is not None and spec.is_counted else number
