"""Looks whether a database is well, and changes nothing."""

from factbase.maintenance.verify.report import Check, Finding, Progress, Report
from factbase.maintenance.verify.running import verify

__all__ = ["Check", "Finding", "Progress", "Report", "verify"]
