"""Where records are prepared: here as long as there are few, in processes of their own once there
are many, in both cases in the order in which they came.

The processes are begun anew rather than forked, so that they inherit neither a thread nor a
connection, and they end with the process that began them."""
