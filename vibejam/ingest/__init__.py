"""Files to Documents. One small reader per format; `read_documents` walks the folders and asks the right one."""

from vibejam.ingest.document import Document, Skipped
from vibejam.ingest.walk import read_documents

__all__ = ["Document", "Skipped", "read_documents"]
