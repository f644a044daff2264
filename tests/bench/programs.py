"""The list of programs that `make bench` runs, in this order.

Each is `python -m tests.bench.NAME`; it prints its figures with `figures.show`, which also leaves
them as JSON for the summary.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """A program: what it is given for a short run and for the whole one. `short` None: only the
    whole one says anything. `most` is after how many seconds it has hung."""

    name: str
    short: tuple[str, ...] | None = ()
    whole: tuple[str, ...] = ()
    most: int = 3600


PROGRAMS = (
    Program("bench_cell_save", ("150",), ("400",)),
    Program("pages", ("15",), ("60",)),
    Program("weight"),
    Program("slow_link", ("3",), ("5",)),
    Program("printing", ("3",), ("5",)),
    Program("loading"),
    Program("starting", ("2",), ("3",)),
    Program("takeover", ("1",), ("3",)),
    Program("council", ("--items", "20", "--window", "5"), ("--items", "100")),
    Program("whole_export", ("1",), ("3",)),
    Program("warning_backtest"),
    Program("audit_chain", ("100000",), ("4000000",)),
    Program("backup", ("130", "4", "100000"), ("3321", "20", "4000000")),
    Program("bulk", ("--values", "20000"), ("--values", "100000")),
    Program("documents_size", None, ("5",)),
    Program("load", ("--minutes", "2"), ("--minutes", "30")),
    Program("small_server", ("--communes", "130"), ("--communes", "3321", "--periods", "20"), 7200),
    Program("burst", ("--communes", "100"), ("--communes", "500")),
    Program("national", ("--communes", "260", "--periods", "4"), (), 7200),
)
