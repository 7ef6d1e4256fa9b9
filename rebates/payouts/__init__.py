"""From a statement to the bank: proposed, approved, in the bank's file, paid or returned."""
