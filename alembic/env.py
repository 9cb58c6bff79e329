"""Runs revisions on the connection that factbase.migrate hands over; there is no other way in."""

from alembic import context

from factbase.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()
