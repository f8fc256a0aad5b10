"""The JSON API for other programs, under `/api/v1`: the functions of the screens, with keys for sessions."""
