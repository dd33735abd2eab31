"""Drafts of what a person wrote, to learn rewriting from: asked of a big LLM (build.py), checked (check.py), shown (changes.py).

    documents -> passages of whole sentences (cut.py) -> a neutral draft of each (kinds.py) -> rows of a file (row.py)

The file is JSON lines with draft and text; pairs.py reads it for training.
"""
