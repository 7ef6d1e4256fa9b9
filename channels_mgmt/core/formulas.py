"""Text that a spreadsheet would take for a formula and run, kept from it by an apostrophe."""

# Also as Chinese keyboards write them: Excel takes a full-width sign for the plain one.
MARKS = tuple("=+-@\t\r\n＝＋－＠")


def marked(text: str) -> str:
    """With an apostrophe before it, if it begins like a formula, however many it has already."""
    return f"'{text}" if text.lstrip("'").startswith(MARKS) else text


def unmarked(text: str) -> str:
    """The inverse: one apostrophe comes off, if there is a formula behind it."""
    if not text.startswith("'"):
        return text
    return text[1:] if text.lstrip("'").startswith(MARKS) else text
