"""A written sentence and the passages that it cites come in, a verdict goes out (see `check`)."""
