"""``python -m scenarios.command_line`` is the command ``cocogen``."""

from scenarios.command_line import main

main()
