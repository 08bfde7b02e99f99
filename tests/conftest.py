"""Every test may use the lab's fixtures: ``kubernetes``, ``namespace``, ``search``."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["lab.pytest_plugin"]

# How long an example takes says something of the machine and its load, and nothing of the code.
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")
