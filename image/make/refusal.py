"""What ends a build in an orderly way."""


class Refusal(Exception):
    """The build cannot go on; `remedy` says what the person at the keyboard can do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy
