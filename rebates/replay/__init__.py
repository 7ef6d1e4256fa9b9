"""A run in one file, to be worked out again on another machine.

``tables`` says which rows decide a run, ``writing`` puts them into the file, ``reading`` loads them
into an empty database and works the run out; both sides write its lines in the same way.
"""
