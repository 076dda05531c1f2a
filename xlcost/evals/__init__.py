"""Results of tests: which way of answering passed which case, and what a comparison of two ways shows."""
