"""The same examples in every run: property tests have fixed seeds as all others, so that a failure can be repeated.

`HYPOTHESIS_PROFILE=explore pytest ...` looks for new ones.
"""

import os
import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a script, and so in all that tests start
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run side by side; their threads would fight over the cores

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
