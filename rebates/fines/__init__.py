"""The money of violations: what each case costs, settled by the same runs as the rebates.

``dues`` says which lines a run has, ``drawing`` what falls on the deposit (pure), ``posting`` puts
both into the ledger, ``stating`` onto the statement, and ``proof`` proves them from the decisions.
"""
