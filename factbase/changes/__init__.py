"""Every change to the database, written to the log in the same transaction. None of these commits."""
