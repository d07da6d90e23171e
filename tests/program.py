"""The program as a shell would call it, and the folder in which the tests of the command line call it."""

import sys
from pathlib import Path

HERE = Path(__file__).parent / "cli"
PROGRAM = [sys.executable, "-c", "from simsupport.cli import main; main()"]
