"""Penalties as arithmetic: which offence it was, what it costs, when a deadline ends. No Django."""
