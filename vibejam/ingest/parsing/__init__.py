"""What several readers share: JSON as a stream, tables, packages of XML, mail, posts."""
