"""Speed, memory and exactness, measured against the limit and against other programs: see README.md."""
