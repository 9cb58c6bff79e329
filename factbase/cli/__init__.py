"""The command line: each command parses, calls one thing and prints. `main` holds the table of contents."""
