"""The same examples in every run: property tests have fixed seeds as all others, so that a failure can be repeated.

`HYPOTHESIS_PROFILE=explore pytest ...` looks for new ones.
"""

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
