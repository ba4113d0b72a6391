"""The tamper-evident log: Merkle tree, signed checkpoints, proofs, offline verifier."""
