"""How wide a text is on a terminal, where a Chinese character takes the place of two letters."""

from unicodedata import east_asian_width


def padded(text: str, width: int) -> str:
    """Return a text with spaces behind it up to a width in letters."""
    wide = sum(east_asian_width(character) in "WF" for character in text)
    return text + " " * (width - len(text) - wide)
