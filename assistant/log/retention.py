"""How long the question log keeps what was asked, by a clock that may be wrong."""

import sqlite3

DAY_S = 86_400
# By a clock that leaps, a log loses no more than the days between these two.
_VOUCHED_S = 7 * DAY_S  # a time that the log saw so long ago is taken for true
_STEP_S = 8 * DAY_S  # how far beyond it the clock is believed; marks are a day apart
_SEEN = "CREATE TABLE IF NOT EXISTS seen (at REAL PRIMARY KEY) STRICT"


def delete_before(connection: sqlite3.Connection, time_s: float) -> int:
    """Delete what is older than a time; how many questions."""
    connection.execute("DELETE FROM dismissed WHERE dismissed_at < ?", (time_s,))
    return connection.execute("DELETE FROM answers WHERE asked_at < ?", (time_s,)).rowcount


def delete_expired(connection: sqlite3.Connection, keep_days: int, now: float) -> int:
    """Delete what is older than the retention; how many questions that seem so are left.

    One reading of the clock deletes nothing: the log notes every day when it was in use, and
    what a clock says that has leapt counts once it has stood there for a week.
    """
    vouched = _vouched(connection, now)
    if vouched is not None:
        delete_before(connection, min(now, vouched + _STEP_S) - keep_days * DAY_S)
    (left,) = connection.execute(
        "SELECT count(*) FROM answers WHERE asked_at < ?", (now - keep_days * DAY_S,)
    ).fetchone()
    return int(left)


def _vouched(connection: sqlite3.Connection, now: float) -> float | None:
    """The latest time, a week ago or earlier, at which the log was in use."""
    connection.execute(_SEEN)
    connection.execute("DELETE FROM seen WHERE at > ?", (now,))  # by a clock that was ahead
    connection.execute(
        "INSERT INTO seen SELECT ? WHERE NOT EXISTS (SELECT 1 FROM seen WHERE at > ?)",
        (now, now - DAY_S),
    )
    (vouched,) = connection.execute(
        "SELECT max(at) FROM seen WHERE at <= ?", (now - _VOUCHED_S,)
    ).fetchone()
    connection.execute("DELETE FROM seen WHERE at < ?", (vouched,))
    return None if vouched is None else float(vouched)
