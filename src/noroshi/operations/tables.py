"""The form of a migration that creates the tables of a room."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState


class Tables(Migration):
    """Operations that create alone. Django would make the classes of all related models anew with each
    table; of tables that are not there yet it need not, and makes them once a room."""

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: ARG002, FBT001, FBT002 - as Django calls it
    ) -> ProjectState:
        project_state.__dict__.pop("apps", None)
        after = self.mutate_state(project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, after)
        return after
