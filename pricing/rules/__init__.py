"""Which price and which price control counts: pure, no Django."""
