"""The report's own file `.nianbao` while it is open: marked for other windows, its backup when it is damaged, its stamp.

A mark is never in the way of reading; what somebody wrote in spite of it is noticed by the stamp when saving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UnreadableFileError, UserError
from core.forms import Forms
from core.journal import Known
from core.locking import HeldBy, Lock, acquire, mark_of
from core.project import Backup, ChangedOnDiskError, backups, save
from core.provenance import ImportRecord
from core.report import Report
from core.seal import NewerFileError, Stamp
from gui.dialogs import Dialogs, Elsewhere
from gui.tasks import Progress, TaskRunner

if TYPE_CHECKING:  # reading libraries are loaded when they are first needed
    from core.importer.importing import Imported


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report is kept. `path` None: nowhere yet, or it is a copy.

    `known` is the file as it was read or written, `lock` None where the mark of somebody else was left alone.
    """

    path: Path | None = None
    known: Stamp | None = None
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was read. `unsaved`: the report comes from a backup and is not in its file."""

    imported: Imported
    place: Place
    unsaved: bool = False


class ProjectFile:
    """The file of the open report; `open` and `recovered` prepare another one, `keep` makes it the one."""

    def __init__(self, dialogs: Dialogs, forms: Forms, runner: TaskRunner) -> None:
        self._dialogs, self._forms, self._runner = dialogs, forms, runner
        self._place = Place()

    def open(self, path: Path) -> Found | None:
        """Read a file under its mark. None: the person does not want it, or was told why it cannot be read."""
        place = self._claim(path)
        if place is None:
            return None
        found = None
        try:
            found = Found(self._read(path), place)
        except UnreadableFileError as error:
            found = self._from_backup(path, place, error)
        finally:
            if found is None:
                self.drop(place)
        return found

    def recovered(self, known: Known) -> tuple[Place, str]:
        """Where a recovered report goes on: in its file as the journal knew it, else nowhere, and a sentence why if open."""
        if known.path is None:
            return Place(), ""
        lock = self._lock(known.path)
        if isinstance(lock, HeldBy):
            return Place(), lock.sentence(known.path.name)
        place = Place(known.path, _stamp(known.path), lock)
        if place.known is not None and place.known.digest == known.digest:
            return place, ""
        self.drop(place)
        return Place(), ""

    def keep(self, place: Place) -> None:
        """The report at `place` is the open one now."""
        old, self._place = self._place, place
        self.drop(old)

    def drop(self, place: Place) -> None:
        """`place` is not wanted after all."""
        if place.lock is not None and place.lock is not self._place.lock:
            place.lock.release()

    def release(self) -> None:
        """The report is closed: others may have it."""
        if self._place.lock is not None:
            self._place.lock.release()
        self._place = replace(self._place, lock=None)

    def save(self, path: Path, report: Report, record: ImportRecord | None) -> bool:
        """Write the report and keep it there from now on. False: the person was told why not, or does not want it."""
        place = self._place if path == self._place.path else self._claim_to_write(path)
        if place is None:
            return False
        stamp = None
        try:
            stamp = self._write(place, report, record)
        finally:
            if stamp is None:
                self.drop(place)
        if stamp is not None:
            self.keep(replace(place, known=stamp))
        return stamp is not None

    def _write(self, place: Place, report: Report, record: ImportRecord | None) -> Stamp | None:
        path, forms = place.path, self._forms
        if path is None:
            raise ValueError("a place to write to has a path")

        def work(_: Progress) -> Stamp:
            return save(report, path, forms, record, place.known)

        try:
            return self._runner.wait(f"正在保存“{path.name}”", work)
        except ChangedOnDiskError:
            detail = f"“{path.name}”打开以后在别处被改动过。继续保存会盖掉那些改动。"
            agreed = self._dialogs.confirm("文件在别处被改动过，仍要保存吗？", detail, "仍然保存")
            return self._write(replace(place, known=None), report, record) if agreed else None
        except UserError as error:
            self._dialogs.error(str(error))
            return None

    def _lock(self, path: Path, force: bool = False) -> Lock | HeldBy:
        ours = self._place.lock
        return ours if ours is not None and ours.file == mark_of(path) else acquire(path, force=force)

    def _claim(self, path: Path) -> Place | None:
        """Mark a file that is to be read; where it is open elsewhere the person chooses. None: not to be opened."""
        lock = self._lock(path)
        if isinstance(lock, HeldBy):
            answer = self._dialogs.open_elsewhere(lock.sentence(path.name))
            if answer is not Elsewhere.ANYWAY:
                return Place() if answer is Elsewhere.COPY else None
            lock = self._lock(path, force=True)
        return Place(path, _stamp(path), lock if isinstance(lock, Lock) else None)

    def _claim_to_write(self, path: Path) -> Place | None:
        """Mark another file that the person chose to save to. A living window here is not to be written under."""
        lock = self._lock(path)
        if isinstance(lock, HeldBy) and not lock.here:
            if not self._dialogs.confirm(f"仍要保存到“{path.name}”吗？", lock.sentence(path.name), "仍然保存"):
                return None
            lock = self._lock(path, force=True)
        if isinstance(lock, HeldBy) and lock.here:
            self._dialogs.error(f"{lock.sentence(path.name)}也可以换一个文件名保存。")
            return None
        return Place(path, None, lock if isinstance(lock, Lock) else None)

    def _read(self, path: Path) -> Imported:
        """Not to be cancelled: the mark must not outlive the reading."""
        forms = self._forms

        def work(_: Progress) -> Imported:
            from core.importer.importing import import_report

            return import_report(path, forms)

        return self._runner.wait(f"正在读取“{path.name}”", work)

    def _from_backup(self, path: Path, place: Place, error: UnreadableFileError) -> Found | None:
        """Offer the newest generation that can be read; a file of a newer program is not damaged."""
        from core.importer.importing import Imported

        readable = [] if isinstance(error, NewerFileError) else backups(path, self._forms)
        if not readable:
            self._dialogs.error(str(error))
            return None
        backup = readable[0]
        state = "已损坏或无法读取" if path.exists() else "已不在原来的位置"
        if not self._dialogs.confirm(f"“{path.name}”{state}，要打开它的备份吗？", _words(backup, place.path), "打开备份"):
            return None
        return Found(Imported(backup.report, backup.record, None), place, unsaved=True)


def _words(backup: Backup, path: Path | None) -> str:
    """What a backup is, and what saving it does to the damaged file at `path`; None for a copy."""
    meta, number = backup.report.meta, backup.stamp.generation
    which = f"第 {number} 次保存" if number else "较早保存"
    year = f" {meta.year} 年" if meta.year else ""
    aside = f"；保存时，损坏的文件改名为“{path.name}.damaged”留在旁边" if path is not None and path.exists() else ""
    return f"备份“{backup.path.name}”是{which}的内容：{meta.organ or '未填名称'}{year}报告。打开后请检查并保存{aside}。"


def _stamp(path: Path) -> Stamp | None:
    """What the file holds, to notice later that somebody else wrote it; None when there is none."""
    try:
        return Stamp.of(path.read_bytes(), 0)
    except OSError:
        return None
