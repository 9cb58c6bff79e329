"""Where the programs are that take part: beside the Python that runs this."""

import sys
from pathlib import Path

FACTBASE = Path(sys.executable).parent / "factbase"
SQLITE_UTILS = Path(sys.executable).parent / "sqlite-utils"
