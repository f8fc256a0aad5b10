from tests.integration.compiled_once import compile_once
from tests.integration.databases import database, database_url, empty_database_url, migrated_copy

__all__ = ["database", "database_url", "empty_database_url", "migrated_copy"]

compile_once()
