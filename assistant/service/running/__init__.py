"""A server that runs: its port, its workers, whether it is well, what it logs and counts."""
