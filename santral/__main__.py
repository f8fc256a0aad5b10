"""`python -m santral` is `santral`."""

from santral.console.cli import main

main()
