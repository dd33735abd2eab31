"""Files to Documents: walk.py finds them, readers/ has one module per format, read.py joins and repairs what they find."""

from vibejam.ingest.document import Document, Skipped
from vibejam.ingest.read import read_documents

__all__ = ["Document", "Skipped", "read_documents"]
