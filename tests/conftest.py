"""The same examples in every run: property tests have fixed seeds as all others, so that a failure can be repeated.

`HYPOTHESIS_PROFILE=explore pytest ...` looks for new ones.
"""

import os
import signal
import sys
from pathlib import Path

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a script, and so in all that tests start
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What was compiled to bytecode is found again by the next run, and by all that tests start: it takes ten seconds.
if sys.dont_write_bytecode and "PYTHONPYCACHEPREFIX" not in os.environ:  # and not beside the sources, as was asked
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parent.parent / ".pytest_cache/bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run side by side; their threads would fight over the cores

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
