"""The program as a shell would call it, and the folder in which these tests call it."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = [sys.executable, "-c", "from simsupport.cli import main; main()"]
