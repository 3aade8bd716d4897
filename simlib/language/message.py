"""A text that is made before it is known who will read it."""

from typing import Any

from simlib.language.language import Language


class Message(str):
    """A sentence in English that can be told in every language.

    It is an ordinary text, the English one, and remembers what it was made of. `scripts/make_catalogue.py`
    finds the templates, so that each must be written out where it is used.

    Parameters
    ----------
    template
        English with ``{placeholders}``; braces that stand for themselves are doubled.
    values
        What the placeholders stand for; a value that is a message, or has a `told_in` of its own, is told in
        the same language.

    Examples
    --------
    >>> limit = Message("at least {bound}", bound=1)
    >>> Message("{given} is not allowed; {limit} is needed", given=0, limit=limit)
    '0 is not allowed; at least 1 is needed'
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any):
        """Fill the English template in."""
        message = super().__new__(cls, template.format(**values))
        message.template, message.values = template, values
        return message

    def __getnewargs_ex__(self):
        """Make the message again from its parts when it was sent to another process."""
        return (self.template,), self.values

    def told_in(self, lang: Language) -> str:
        """Return the sentence in a language."""
        values = {name: told(value, lang) for name, value in self.values.items()}
        return lang.say(self.template).format(**values)


def told(text: Any, lang: Language) -> Any:
    """Return what can be told in a language told in it, and everything else as it is."""
    return text.told_in(lang) if hasattr(text, "told_in") else text
