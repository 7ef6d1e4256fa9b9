"""The settings of those workers: the program's own, and the tasks of the tests."""

from channels_mgmt.settings import *  # noqa: F403 – settings are taken over whole

INSTALLED_APPS += ["tests.jobs.labour.apps.LabourConfig"]  # noqa: F405
