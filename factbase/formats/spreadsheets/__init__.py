"""Spreadsheets for reviewers: rows out, and what was edited in them back in."""
