"""Side-by-side measurements. Each is a command that ends with one JSON line: python -m bench.NAME --help"""
