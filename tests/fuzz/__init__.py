"""Documents come in, thousands of broken ones go out, and what becomes of the library with them."""
