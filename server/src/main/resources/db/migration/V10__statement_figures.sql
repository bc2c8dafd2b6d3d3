-- What each node's statements took in the last hour, as JSON, for `db analyze`.
CREATE TABLE statement_figures (
    node     TEXT   NOT NULL PRIMARY KEY,
    saved_at BIGINT NOT NULL,
    figures  TEXT   NOT NULL
);
