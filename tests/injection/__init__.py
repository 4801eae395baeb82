"""Orders in articles, titles, questions and names come in; nothing of them gets out."""
