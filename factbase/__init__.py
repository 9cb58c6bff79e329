"""A claim-and-source fact-checking database."""

__version__ = "0.1.0"
