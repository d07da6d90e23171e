"""`python -m simsupport` is the command `simsupport`."""

from simsupport.cli import main

main()
