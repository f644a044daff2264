"""Start everything, say READY, stay until asked to stop, stop every child.

The order is: services up, database filled by a process of its own, services handed to the
supervisor, then worker, beat and web. Whatever goes wrong before READY leaves nothing running.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from kbang_ntm import embedded
from kbang_ntm.deploy.prepare import pdf_libraries_missing
from kbang_ntm.environment import stop
from kbang_ntm.run import orphans
from kbang_ntm.run.freshness import fingerprint, is_filled
from kbang_ntm.run.plan import Plan, read_plan
from kbang_ntm.run.supervision import settings

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN, DOWN_WITHIN = 180, 75  # seconds; a busy machine has needed more than 60


class AskedToStop(Exception):
    """Ctrl-C or SIGTERM arrived."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def ask_to_stop(number: int, frame: FrameType | None) -> NoReturn:
    for name in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C must not cut the stopping short
        signal.signal(name, signal.SIG_IGN)
    raise AskedToStop


def fill(plan: Plan, table: Path) -> None:
    """Migrate and load in a process of its own; its words are ours when it fails."""
    mark = embedded.places(plan.var).base / "filled_from"
    if is_filled(plan, mark, table):
        return
    say("Chuẩn bị cơ sở dữ liệu …")
    log = plan.logs / "content.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "kbang_ntm.run.content", str(table)],
            cwd=plan.root,
            env=plan.environment,
            stderr=output,
            start_new_session=True,
        )
        try:
            code = process.wait()
        except AskedToStop:
            process.terminate()  # the open transaction is rolled back
            process.wait()
            raise
    if code:
        stop(f"chưa chuẩn bị được cơ sở dữ liệu ({reason(log)}); chi tiết: {log}")
    if "postgres" in plan.embedded:
        mark.write_text(fingerprint(plan.root))


def reason(log: Path) -> str:
    """The line of a traceback that says what went wrong."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line for line in lines if line[:1].isalpha() and ": " in line]
    return said[-1].split(": ", 1)[1].strip() if said else "không rõ lý do"


def supervisor(plan: Plan, services: list[embedded.Command]) -> subprocess.Popen[bytes]:
    path = plan.work / "supervisord.conf"
    path.write_text(settings(plan, services), encoding="utf-8")
    # Its own session: Ctrl-C reaches us alone, and we stop the others in order.
    return subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-n", "-s", "-c", str(path)],
        cwd=plan.root,
        env=plan.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # It says there that its log could not be written: on a full disk that must not fail too,
        # or it dies of it and everything with it.
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def take_down(process: subprocess.Popen[bytes]) -> None:
    """Stop the supervisor, which stops its children, the database last."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(DOWN_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_web(plan: Plan, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + UP_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{plan.url}/suc-khoe/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    stop(f"máy chủ web không lên sau {UP_WITHIN} giây; xem nhật ký trong «{plan.logs}».")


def start_services(plan: Plan, stack: ExitStack) -> subprocess.Popen[bytes]:
    """Fill the database, then hand everything to the supervisor, which `stack` takes down."""
    table = plan.work / "accounts.txt"
    if not plan.embedded:
        fill(plan, table)
        process = supervisor(plan, [])
        stack.callback(take_down, process)
        return process
    found = embedded.places(plan.var)
    embedded.addresses(plan.var)
    mine = stack.enter_context(embedded.claim(found))
    embedded.stop(plan.var)  # left over from a start that was killed
    with ExitStack() as filling:
        filling.callback(embedded.stop, plan.var)
        embedded.start(plan.var, wanted=plan.embedded)
        fill(plan, table)
    process = supervisor(plan, embedded.prepare(plan.var, wanted=plan.embedded))
    stack.callback(take_down, process)
    embedded.wait_until_running(found, plan.embedded)
    embedded.share(mine)
    return process


def report(plan: Plan) -> None:
    say(f"READY {plan.url}")
    table = (plan.work / "accounts.txt").read_text(encoding="utf-8")
    if table:
        say(f"{table}Mật khẩu chung: {plan.password}")
    if plan.environment.get("PORTAL_PDF") == "False":
        say("Chưa in được PDF: máy thiếu thư viện hệ thống, xem dòng lệnh cần chạy ở trên.")
    say("Dừng: Ctrl-C")


def main() -> None:
    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    orphans.adopt()
    os.chdir(ROOT)
    try:
        plan, lock = read_plan(ROOT)
        if pdf_libraries_missing():
            plan.environment["PORTAL_PDF"] = "False"
        with lock, ExitStack() as stack:
            stack.callback(orphans.end_all)
            process = start_services(plan, stack)
            wait_for_web(plan, process)
            report(plan)
            while process.poll() is None:
                orphans.reap(spared=process.pid)
                time.sleep(0.5)
            stop(f"bộ giám sát đã dừng ngoài ý muốn; xem nhật ký trong «{plan.logs}».")
    except AskedToStop:
        say("Đã dừng.")
    except embedded.ServiceError as error:
        stop(str(error))


if __name__ == "__main__":
    main()
