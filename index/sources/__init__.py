"""Places come in, documents and their articles go out, and stay as fresh as the places are."""
