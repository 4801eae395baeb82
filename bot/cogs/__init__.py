"""Discord's events come in, questions go to the desk, and rendered answers go out."""
