"""Findings come in, `Answer`s with their citations go out."""
