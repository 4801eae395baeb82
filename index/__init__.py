"""The index: articles come in, passages go out. It has never heard of Discord."""
