"""Looks after whole databases: backups, copies, and whether they are well."""
