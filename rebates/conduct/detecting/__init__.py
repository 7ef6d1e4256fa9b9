"""Looking for findings: over a stretch of days, again and again, each thing found once."""
