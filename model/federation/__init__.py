"""The federation: who is in, what each believes and sees, how a round is opened, played and settled."""
