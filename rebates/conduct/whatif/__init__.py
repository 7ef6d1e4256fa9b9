"""What cases and fines past days would have brought by other tolerances, ladders, territories."""
