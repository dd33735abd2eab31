"""What a person's writing looks like, counted: fingerprint, background, and rules learnt from the two. No torch."""
