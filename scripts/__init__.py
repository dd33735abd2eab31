"""The quickstart scripts: python -m scripts.prepare_data, .train_lm, .sample_lm, .rewrite_demo. Each parses, calls, prints."""
