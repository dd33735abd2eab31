"""Other people's models: brought into our own Transformers, and ours sent out in their formats. hf.py: Hugging Face folders."""
