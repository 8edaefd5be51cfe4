"""Practice: tasks, partitions, generators, networks and the federated training engine (torch; knows no game)."""
