"""What it would have cost: a past period under other rules, beside the rules in force."""
