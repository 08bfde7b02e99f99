"""Every test may use the lab's fixtures: ``kubernetes``, ``namespace``, ``search``."""

pytest_plugins = ["lab.pytest_plugin"]
