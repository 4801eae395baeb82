"""Messages as the loopback Discord holds them come in; pages and pictures of them go out."""
