"""Tasks for workers that are processes of their own (tests.jobs.workers)."""
