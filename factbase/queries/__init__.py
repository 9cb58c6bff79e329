"""Reads: a connection in, frozen rows out. Nothing here changes or commits anything."""
