"""What every test starts from: one Hypothesis profile, and nobody's own data directory."""

import os

from hypothesis import HealthCheck, settings

# A slow shared machine is no failure; a failing example is printed with the blob that repeats it.
settings.register_profile(
    "daicho", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("daicho")

for name in ("DAICHO_DATA", "DAICHO_TRACE_HOOKS"):
    os.environ.pop(name, None)
