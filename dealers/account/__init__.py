"""Statement of account: what moved on a dealer's accounts between any two days."""
