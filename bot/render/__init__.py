"""Answers come in, what a person reads goes out; nothing here asks, sends or remembers."""
