"""Writing to disk: files replaced as a whole, and in one sentence what keeps a disk from it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from tempfile import NamedTemporaryFile

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件大小超过系统限制",
    errno.EROFS: "磁盘只读",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
}


class CacheUnusable(RuntimeError):  # noqa: N818 - a state of the machine, not a fault
    """The cache folder can't be read or written; the message (Chinese) says why and the remedy."""


def reason_of(error: OSError) -> str:
    """Why the system refuses, in Chinese where the reason is a common one."""
    reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
    return f"{reason}：{error.filename}" if error.filename else reason


@contextmanager
def cache_faults_told(cache_dir: Path) -> Iterator[None]:
    """An OSError about the cache becomes CacheUnusable; one about a file elsewhere stays."""
    try:
        yield
    except OSError as error:
        if not _concerns(error, cache_dir):
            raise
        raise CacheUnusable(
            f"缓存文件夹 {cache_dir} 用不了（{reason_of(error)}）；"
            "请检查权限和磁盘空间，或用 LVZHI_CACHE_DIR 另指一个。"
        ) from error


def _concerns(error: OSError, folder: Path) -> bool:
    if error.filename:
        return Path(str(error.filename)).absolute().is_relative_to(folder.absolute())
    return error.errno in _REASONS  # a write to a file that is open names none


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace a file in one step: a kill or a full disk leaves the old one or the new one.

    To be called under a lock: what a killed writer left of this file is removed first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.name}-"
    for left in path.parent.glob(f"{escape(prefix)}*"):
        left.unlink(missing_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=prefix, delete=False
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, mode)
            os.replace(file.name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(file.name)
            raise
