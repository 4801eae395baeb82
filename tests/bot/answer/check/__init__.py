"""Tests of the checker of written sentences."""
