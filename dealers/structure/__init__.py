"""Reorganising the channel: plans with a preview, and the structure as of any day."""
