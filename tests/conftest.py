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
# It names a server for `tests.postgres` to make databases on, never one for the product to use.
os.environ["DAICHO_TEST_SERVER"] = os.environ.pop("DATABASE_URL", "")
