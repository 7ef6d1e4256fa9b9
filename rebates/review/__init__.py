"""What people look at between a draft and its posting: checks, comparison, notes."""
