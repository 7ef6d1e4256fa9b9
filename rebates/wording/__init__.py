"""What the rules found out, in words, in the language that is active when it is asked for."""

from .faults import fault_message
from .plain import plain_language, plain_sentences
from .reasons import next_step, why
from .sentences import sentences

__all__ = ["fault_message", "next_step", "plain_language", "plain_sentences", "sentences", "why"]
