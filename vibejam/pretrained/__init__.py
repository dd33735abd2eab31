"""Other people's weights in, and ours out: bases, Hugging Face folders, GGUF files, PEFT's adapters."""
