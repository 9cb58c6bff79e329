"""The desk as a text file: written for an editor, and taken back as exactly the changes that were made in it."""

from factbase.desk.sheet.notation import NOTATION
from factbase.desk.sheet.taking import Taken, take_sheet
from factbase.desk.sheet.writing import write_sheet

__all__ = ["NOTATION", "Taken", "take_sheet", "write_sheet"]
