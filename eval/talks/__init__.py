"""Questions on what an answer says beside its quotes: sets, verdicts, talks, dangers, places."""
