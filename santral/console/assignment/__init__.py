"""The screens of giving out applications."""
