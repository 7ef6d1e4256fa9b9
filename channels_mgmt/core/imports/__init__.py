"""Taking files in and giving them out: readers, cells, kinds, the report, the service.

A kind (``kinds.Kind``) says which columns a file has and how its rows become records; apps register
theirs in ``AppConfig.ready()``. ``service.import_file`` runs one file through its kind in one
transaction.
"""
