"""The tagging desk: what can be done at it (acts), and the ways to sit at it (plain, sheet)."""
