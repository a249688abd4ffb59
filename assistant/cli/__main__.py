"""`python -m assistant.cli`: the `lvzhi` command where its script is not on the path."""

from assistant.cli.main import main

if __name__ == "__main__":
    main()
