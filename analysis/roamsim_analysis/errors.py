"""What a user did wrong, or gave that is wrong."""


class AnalysisError(Exception):
    """The message says what and where; the program ends with code 2."""
