"""The plan of the demonstration, and the frame its figures are made for; pure."""

from __future__ import annotations

from communes.demo.figures import Figures, Frame, generate
from communes.reference.files import Row, criteria_file, data
from communes.reference.specs import rules_of, spec_of

COLUMN = "tay_nguyen"


def plan() -> Row:
    """The plan file: periods, communes, how many criteria each meets when."""
    return data("demo/plan.json")


def illustrative_thresholds() -> list[Row]:
    """Levels set for demonstration only, where the real ones are unknown to us."""
    rows: list[Row] = data("demo/thresholds.json")["thresholds"]
    return rows


def frame() -> Frame:
    """Indicators and levels of the plan's set, illustrative ones included."""
    content = criteria_file(plan()["criteria_set"])
    criteria = {
        row["no"]: tuple(spec_of(each) for each in row["indicators"])
        for group in content["groups"]
        for row in group["criteria"]
    }
    years = sorted({int(period[:4]) for period in plan()["periods"]})
    extra = illustrative_thresholds()
    rules = {year: rules_of(content, column=COLUMN, year=year, extra=extra) for year in years}
    return Frame(criteria=criteria, rules=rules)


def all_figures() -> Figures:
    """Every figure of the demonstration."""
    return generate(plan(), frame())
