"""What a supplier is told and asked about its own products, and what it answers."""
