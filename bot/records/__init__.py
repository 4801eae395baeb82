"""What is kept of questions and answers, votes, gaps, repairs and servers: see `records`."""
