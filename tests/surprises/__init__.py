"""The proof that nobody learns what they will be given: two worlds that differ in secret deeds only look the same."""
