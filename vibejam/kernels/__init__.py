"""Compiled decoding on a CPU: a Transformer that writes one token at a time, as machine code made by numba.

    token -> embedding (+ position, + tables) -> n_layer x (attention, MLP) -> logits -> choice -> next token

The whole loop is compiled, so that no Python runs between two tokens. Reading a prompt stays with the model itself (one
large product is what torch is good at), whose KV cache is then copied. In the order to read them:

    products.py      a matrix times vectors, in float32 or int8: where the time goes
    parts.py         norms, activations, rotary positions, attention of one head
    transformer.py   the loop over layers and tokens, which every architecture shares
    decoder.py       for Python: a model's weights as arrays, and the decoder that its callers know
    compiling.py     how all this is compiled, and where on the disk that is kept

Importing this package imports numba.
Shapes: W writers, R rows (each writer has lookup.ROWS of them: tokens that are read together), L layers, C width, H heads of
queries, K heads of keys and values, D head size, F width of the MLP, T context, V vocabulary.
Tests: tests/test_kernels.py (equality with torch), tests/test_lookup.py.
"""

from vibejam.kernels.decoder import Layer, TransformerDecoder, transformer_decoder

__all__ = ["Layer", "TransformerDecoder", "transformer_decoder"]
