"""Pure functions on text: bytes to characters (decode.py), repair (clean.py), headers and dates (front_matter.py)."""
