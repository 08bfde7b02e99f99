"""Every test may use the lab's fixtures: ``kubernetes``, ``namespace``, ``search``."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["lab.pytest_plugin"]

# How long an example takes says something of the machine and its load, and nothing of the code.
# The same examples each time, so that a change is judged by what it changes; HYPOTHESIS_RANDOM=1 tries others.
settings.register_profile(
    "project", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="HYPOTHESIS_RANDOM" not in os.environ
)
settings.load_profile("project")
