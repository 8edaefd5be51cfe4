"""The two ways to learn that stand behind one protocol: the learning curve, and real federated training."""
