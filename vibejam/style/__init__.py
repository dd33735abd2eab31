"""What a person's writing looks like, counted: without torch, and without anything that chooses among rewrites being its own judge."""
