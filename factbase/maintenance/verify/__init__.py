"""Looks whether a database is well, and changes nothing."""

from factbase.maintenance.verify.report import Check, Finding, Report
from factbase.maintenance.verify.running import first_finding, verify

__all__ = ["Check", "Finding", "Report", "first_finding", "verify"]
