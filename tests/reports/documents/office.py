"""LibreOffice as another program that opens our files; it sees our faces and no others."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
FACES = Path(__file__).resolve().parents[3] / "static" / "fonts"
FONTS = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{FACES}</dir><cachedir>%s</cachedir></fontconfig>"""
RECALCULATE = """<?xml version="1.0"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
 oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""
# Every sheet to a file of its own; formulas as values, text as it is.
SHEETS = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,-1"


def convert(sources: Sequence[Path], target: str, folder: Path) -> Path:
    """Convert all in one run, each formula counted anew; the folder with what came out.

    Without LibreOffice the test is skipped, under CI it fails.
    """
    if SOFFICE is None:
        reason = "no LibreOffice: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    if not sources:
        raise ValueError("nothing to convert")
    profile, made = folder / "profile", folder / "made"
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    (folder / "fonts.conf").write_text(FONTS % (folder / "fonts"), "utf-8")
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation=file://{profile}",
         "--convert-to", target, "--outdir", str(made), *map(str, sources)],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8",
             "FONTCONFIG_FILE": str(folder / "fonts.conf")},
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return made
