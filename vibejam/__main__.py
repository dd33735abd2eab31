"""python -m vibejam"""

from vibejam.cli import main

if __name__ == "__main__":
    main()
