"""The schema's history, by Alembic. It knows the tables of every room."""
