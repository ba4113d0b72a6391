"""A part of a statement of the board of deadlines."""

# Rows by their names: joined, each is looked up by its key. Of a list the planner reads all that the
# requester's audiences hold instead, which it takes for a few rows.
NAMED = "SELECT unnest(%s::uuid[])"
