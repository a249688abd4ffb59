"""Disks that give trouble."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

ROOM = 20_000  # bytes of one file


@contextmanager
def full_disk() -> Iterator[None]:
    """The system itself lets no file grow any more, in this process; a full disk says as much."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
