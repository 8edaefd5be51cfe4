"""``python -m cocogen.scenarios.command_line`` is the command ``cocogen``."""

from cocogen.scenarios.command_line import main

main()
