"""Files come in, `Article`s go out: one module for each kind of source."""
