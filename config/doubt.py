"""What is refused at start."""


class Doubt(Exception):
    """A setting or a circumstance under which it would be wrong to start; str() is the sentence for the operator."""
