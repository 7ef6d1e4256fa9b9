"""From the facts to what every dealer is due: one pass, then the pure rules.

``schedule`` says which periods fall due and which lines their versions measure, ``masks`` which
programmes a fact belongs to, ``measures`` sums the facts, ``calculation`` applies the rules.
"""
