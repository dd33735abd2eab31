"""What a person's writing looks like, counted: fingerprint, background, rules learnt from the two, and judges that know neither. No torch."""
