"""The stages a record goes through, and who may move it from which to which."""
