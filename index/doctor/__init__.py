"""A library comes in, findings go out: what is sound, what is not, and what to do about it."""
