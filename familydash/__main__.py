"""`python -m familydash` is the `familydash` command."""

from familydash.cli import main

if __name__ == "__main__":
    main()
