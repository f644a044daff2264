"""A disk without room: first under the files alone, then under everything.

Needs root, because the disks are small file systems in memory that the drill mounts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drill.course import under_work, waiting_jobs
from tests.drill.outcome import Outcome
from tests.drill.people import NO_ROOM, Crowd, Person, Uploader, ask_print, clerk
from tests.drill.portal import Portal, Prepared, running, until

FULL = 20.0  # seconds
NEEDS_ROOT = "only root may mount the small disk this drill fills"
ROOM_FOR_FILES, ROOM_FOR_ALL = 64, 1500  # MB beyond what is there; PostgreSQL's log may take 1 GB


def files(prepared: Prepared) -> Outcome:
    """No room for files: uploads and prints are refused with a sentence, figures go on."""
    outcome = Outcome(
        "disk-files", f"no room for files for {FULL:.0f} s while uploading and printing"
    )

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        person = clerk(crowd)
        with filled(portal.folder / "files"):
            begun = time.monotonic()
            asked = ask_print(person, uuid.uuid4().hex, "pdf").about["job"]
            until(lambda: job(portal, asked)[0] == "failed", 60, "the print says that it failed")
            time.sleep(max(0.0, FULL - (time.monotonic() - begun)))
        reason = job(portal, asked)[1]
        outcome.notes.append(f"the print said «{reason}»")
        refused = [
            a for a in crowd.acts if a.kind == "upload" and any(NO_ROOM in s for s in a.said)
        ]
        held_up = [
            a for a in crowd.acts if a.kind != "upload" and a.begun > begun and len(a.seen) > 1
        ]
        outcome.notes.append(f"{len(refused)} uploads were told and sent again when there was room")
        if NO_ROOM not in reason or not refused or held_up:
            outcome.wrong.append(f"{len(refused)} uploads told, {len(held_up)} other acts held up")
        do_again(portal, person)

    return on_small_disk(prepared, outcome, "files", ROOM_FOR_FILES, fault)


def everything(prepared: Prepared) -> Outcome:
    """No room at all: the database cannot write either, may go down and comes back."""
    outcome = Outcome(
        "disk-all", f"no room for database, files, logs and temporary files for {FULL:.0f} s"
    )

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        desk = crowd.cast["savers"][0]
        person = Person(crowd, desk["login"], lambda _: False)
        person.sign_in()
        prints = clerk(crowd)
        with filled(portal.folder):
            large = Uploader(desk, size=4 * 2**20)  # does not fit into memory: a temporary file
            crowd.people.append(Person(crowd, desk["login"], large))
            crowd.people[-1].http = person.http
            crowd.people[-1].start()
            time.sleep(FULL)
        do_again(portal, prints)

    return on_small_disk(prepared, outcome, ".", ROOM_FOR_ALL, fault)


def on_small_disk(
    prepared: Prepared, outcome: Outcome, place: str, room: int, fault: object
) -> Outcome:
    """Hold the drill on a copy whose folder `place` is a file system of its own with `room` MB
    beyond what is there."""
    if os.geteuid() != 0:
        outcome.skipped = NEEDS_ROOT
        return outcome
    with prepared.copy(outcome.name) as folder:
        target = folder / place
        with small_disk(target, room):
            (folder / "tmp").mkdir(exist_ok=True)
            with running(folder, {"TMPDIR": str(folder / "tmp")}) as portal:
                under_work(portal, prepared, outcome, fault)  # type: ignore[arg-type]  # as given
    if outcome.notes and any("without a row" in note for note in outcome.notes):
        outcome.wrong.append("something was half stored")
    return outcome


@contextmanager
def small_disk(folder: Path, room: int) -> Iterator[None]:
    """A file system in memory at `folder`, holding what was there."""
    aside = folder.parent / f"{folder.name}-below"
    subprocess.run(["cp", "-a", str(folder), str(aside)], check=True)
    size = sum(p.lstat().st_size for p in aside.rglob("*")) // 2**20 + room
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0711", "tmpfs", str(folder)], check=True
    )
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(folder)], check=True)
        shutil.rmtree(aside)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte of room while the block lasts: what others free is taken at once."""
    filler, enough = folder / "filler", threading.Event()

    def take() -> None:
        with filler.open("ab", buffering=0) as file:
            while not enough.is_set():
                try:
                    file.write(bytes(2**20))
                except OSError:  # full: look again for what is freed
                    enough.wait(0.05)

    taker = threading.Thread(target=take, daemon=True)
    taker.start()
    try:
        until(lambda: shutil.disk_usage(folder).free < 4096, 60, "the disk is full")
        yield
    finally:
        enough.set()
        taker.join()
        filler.unlink()


def job(portal: Portal, uid: str) -> tuple[str, str]:
    """(state, sentence) of a job."""
    row = portal.rows("SELECT state, error FROM core_job WHERE uid = %s", [uid])[0]
    return row[0], row[1]


def do_again(portal: Portal, person: Person) -> None:
    """«Làm lại» on every job that failed for want of room."""
    until(lambda: bool(portal.ready()), 120, "the portal answers again")
    waiting = waiting_jobs(portal)  # some may find no room yet in what they have begun
    until(lambda: not waiting & waiting_jobs(portal), 180, "what waited has run")
    for (uid,) in portal.rows("SELECT uid::text FROM core_job WHERE state = 'failed'"):
        path = f"{portal.url}/viec-nen/{uid}/lam-lai/"
        person.http.post(path, data=person.mark(), timeout=60).raise_for_status()
