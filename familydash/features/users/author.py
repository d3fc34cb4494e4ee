"""Who did it, as columns: every query that answers with a short user joins `users` once and selects these."""


def columns(alias: str, prefix: str) -> str:
    """What `shapes.short_user(row, prefix)` reads, of the `users` joined as `alias`.

    The join is the caller's, a LEFT JOIN without a look at `removed_at`: who was removed stays on what they wrote.
    `SELECT x.*, {columns("ub", "updated_by")} FROM … x LEFT JOIN users ub ON ub.id = x.updated_by`
    """
    return (
        f"{alias}.id AS {prefix}_id, {alias}.name AS {prefix}_name, {alias}.avatar_url AS {prefix}_avatar_url, "
        f"{alias}.removed_at IS NOT NULL AS {prefix}_former"
    )
