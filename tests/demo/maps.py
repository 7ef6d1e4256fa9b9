"""Where regions lie."""

from channels_mgmt.demo import places


def region_path(code: str) -> list[str]:
    """The region and all above it."""
    path = [code]
    while parent := places.places()[path[-1]].parent:
        path.append(parent)
    return path
