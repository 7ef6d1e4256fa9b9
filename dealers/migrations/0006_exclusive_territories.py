from django.db import migrations

# Where an area of a tree begins and ends in byte order: nodes below a node, and nothing else, lie
# between "44/" and "440"; no node at all ("") is the whole tree. Two such spans are apart, or one
# lies within the other, so that they overlap exactly where two territories do.
MAKE = """
CREATE TYPE path_span AS RANGE (subtype = text, collation = "C");

CREATE FUNCTION span_of(path text) RETURNS path_span LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN path = '' THEN path_span('', NULL)
                ELSE path_span(path, rtrim(path, '/') || '0') END
$$;

ALTER TABLE dealers_territory ADD COLUMN spans path_span[];

CREATE FUNCTION territory_spans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.spans := ARRAY[
        span_of((SELECT path FROM dealers_region WHERE id = NEW.region_id)),
        span_of(COALESCE((SELECT path FROM dealers_productline WHERE id = NEW.product_line_id), '')),
        span_of(CASE WHEN NEW.channel IN ('', 'offline', 'online') THEN NEW.channel
                     ELSE 'online/' || NEW.channel END)
    ];
    RETURN NEW;
END $$;
CREATE TRIGGER territory_spans BEFORE INSERT OR UPDATE ON dealers_territory
    FOR EACH ROW EXECUTE FUNCTION territory_spans();

CREATE FUNCTION move_territories() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dealers_territory SET exclusive = exclusive
     WHERE (TG_TABLE_NAME = 'dealers_region' AND region_id = NEW.id)
        OR (TG_TABLE_NAME = 'dealers_productline' AND product_line_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER move_territories AFTER UPDATE OF path ON dealers_region
    FOR EACH ROW WHEN (OLD.path <> NEW.path) EXECUTE FUNCTION move_territories();
CREATE TRIGGER move_territories AFTER UPDATE OF path ON dealers_productline
    FOR EACH ROW WHEN (OLD.path <> NEW.path) EXECUTE FUNCTION move_territories();

UPDATE dealers_territory SET exclusive = exclusive;

ALTER TABLE dealers_territory ADD CONSTRAINT territory_exclusive EXCLUDE USING gist (
    (spans[1]) WITH &&, (spans[2]) WITH &&, (spans[3]) WITH &&,
    daterange(valid_from, valid_to) WITH &&
) WHERE (exclusive) DEFERRABLE INITIALLY IMMEDIATE;
"""
DROP = """
ALTER TABLE dealers_territory DROP CONSTRAINT territory_exclusive;
DROP TRIGGER move_territories ON dealers_productline;
DROP TRIGGER move_territories ON dealers_region;
DROP FUNCTION move_territories();
DROP TRIGGER territory_spans ON dealers_territory;
DROP FUNCTION territory_spans();
ALTER TABLE dealers_territory DROP COLUMN spans;
DROP FUNCTION span_of(text);
DROP TYPE path_span;
"""


def run(sql: str):
    def apply(apps, schema_editor) -> None:
        """SQLite has one writer at a time: the check under its lock is enough there."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)
            schema_editor.connection.check_constraints()

    return apply


class Migration(migrations.Migration):
    """PostgreSQL itself refuses two exclusive territories that overlap."""

    dependencies = [("dealers", "0005_roles")]
    operations = [migrations.RunPython(run(MAKE), run(DROP))]
