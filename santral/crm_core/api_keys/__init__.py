"""Keys with which other programs read and write records: what each may, who answers for it, until when."""
