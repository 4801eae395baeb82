"""Vectors come in by chunk id, the nearest ids go out: a cache of the catalog."""
