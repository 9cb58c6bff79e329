"""Looks at everything that factbase rests on, and names the command that mends what is wrong."""

from factbase.maintenance.doctor.examination import examine
from factbase.maintenance.doctor.report import Check

__all__ = ["Check", "examine"]
