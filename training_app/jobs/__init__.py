"""Long and periodic work, done by a worker beside the web server: `enqueue` writes the job, the worker does it."""
