"""What every factory starts from."""

import datetime
from itertools import count

START = datetime.date(2024, 1, 1)
numbers = count(1)
