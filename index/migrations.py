"""The steps that make the catalog's tables: an older catalog comes in, today's goes out."""

from collections.abc import Sequence

MIGRATIONS: Sequence[tuple[str, str]] = (
    (
        "0001 articles, chunks, embeddings, removals",
        """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE articles (
            key INTEGER PRIMARY KEY,
            collection TEXT NOT NULL,
            article_id TEXT NOT NULL,
            source TEXT NOT NULL,            -- JSON: the fields of types.Source
            headings TEXT NOT NULL,          -- JSON: [[level, start, end], ...]
            text TEXT NOT NULL,
            digest BLOB NOT NULL,            -- of the file and of the rules that read it
            UNIQUE (collection, article_id)
        );
        CREATE TABLE embeddings (
            key INTEGER PRIMARY KEY,
            digest BLOB NOT NULL,            -- of the embedded text
            model TEXT NOT NULL,             -- digest of the model
            vector BLOB NOT NULL,            -- float16, of length 1
            tokens BLOB NOT NULL,            -- 2 bits a number, see quantise
            token_ends BLOB NOT NULL,        -- uint16: each token's last character in the chunk
            UNIQUE (model, digest)
        );
        CREATE TABLE chunks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: caches know chunks by it
            article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
            embedding INTEGER NOT NULL REFERENCES embeddings (key),
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            heading TEXT NOT NULL,
            context TEXT NOT NULL,
            sentences BLOB NOT NULL,         -- uint32 pairs
            revision INTEGER NOT NULL
        );
        CREATE INDEX chunks_by_article ON chunks (article);
        CREATE INDEX chunks_by_revision ON chunks (revision);
        CREATE INDEX chunks_by_embedding ON chunks (embedding);
        CREATE TABLE removals (chunk_id INTEGER PRIMARY KEY, revision INTEGER NOT NULL);
        CREATE INDEX removals_by_revision ON removals (revision);
        """,
    ),
    (
        "0002 languages",
        "ALTER TABLE articles ADD COLUMN language TEXT NOT NULL DEFAULT '';  -- ISO 639-1",
    ),
    (
        "0003 shelf and suggestions",
        """
        ALTER TABLE articles ADD COLUMN origin TEXT NOT NULL DEFAULT '';  -- address or file name
        ALTER TABLE articles ADD COLUMN added_at REAL NOT NULL DEFAULT 0;  -- unix seconds
        ALTER TABLE articles ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;  -- 1: suggestions made
        CREATE INDEX articles_by_age ON articles (added_at);
        CREATE TABLE suggestions (
            article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
            place INTEGER NOT NULL,          -- the best first
            question TEXT NOT NULL,
            PRIMARY KEY (article, place)
        ) WITHOUT ROWID;
        """,
    ),
    (
        "0004 marks",
        "ALTER TABLE articles ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';  "
        "-- JSON: [[kind, number, start], ...]",
    ),
    (
        "0005 sources",
        """
        CREATE TABLE sources (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            collection TEXT NOT NULL,
            kind TEXT NOT NULL,
            location TEXT NOT NULL,          -- address or absolute path
            name TEXT NOT NULL,
            refresh REAL,                    -- seconds, NULL: only when somebody asks
            most INTEGER NOT NULL,
            prefix TEXT NOT NULL,
            declared INTEGER NOT NULL,       -- 1: sources.toml names it
            tried REAL NOT NULL DEFAULT 0,   -- unix seconds
            succeeded REAL NOT NULL DEFAULT 0,
            due REAL,
            trouble TEXT NOT NULL DEFAULT '',
            UNIQUE (collection, kind, location)
        );
        CREATE TABLE documents (
            key INTEGER PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES sources (key) ON DELETE CASCADE,
            url TEXT NOT NULL,
            collection TEXT,                 -- of the article that has its text
            article_id TEXT,
            keeps INTEGER NOT NULL,          -- 1: that article was made of this document
            etag TEXT,
            last_modified TEXT,
            content_type TEXT NOT NULL,
            raw TEXT NOT NULL,               -- SHA-256 of its bytes in the archive
            stamp TEXT NOT NULL,             -- what its source said of its version
            gone INTEGER NOT NULL,           -- times in a row
            seen REAL NOT NULL,
            trouble TEXT NOT NULL,
            withheld INTEGER NOT NULL,       -- 1: somebody took its article away
            facts TEXT NOT NULL,             -- JSON: what a feed says of it
            UNIQUE (source, url)
        );
        CREATE INDEX documents_by_article ON documents (collection, article_id);
        CREATE INDEX documents_by_raw ON documents (raw);
        CREATE TABLE listings (
            source INTEGER NOT NULL REFERENCES sources (key) ON DELETE CASCADE,
            url TEXT NOT NULL,               -- of a feed, a sitemap or a robots.txt
            etag TEXT,
            last_modified TEXT,
            raw TEXT NOT NULL,               -- SHA-256 of its bytes in the archive
            PRIMARY KEY (source, url)
        ) WITHOUT ROWID;
        CREATE TABLE signatures (
            article INTEGER PRIMARY KEY REFERENCES articles (key) ON DELETE CASCADE,
            minhash BLOB NOT NULL            -- see resemblance
        );
        CREATE TABLE bands (
            hash INTEGER NOT NULL,
            article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
            PRIMARY KEY (hash, article)
        ) WITHOUT ROWID;
        CREATE INDEX bands_by_article ON bands (article);
        """,
    ),
    (
        "0006 published",
        """
        -- Read from `source`, so that the two never differ. Null: nobody knows.
        ALTER TABLE articles ADD COLUMN published TEXT GENERATED ALWAYS AS
            (CASE WHEN json_valid(source) THEN json_extract(source, '$.published') END) VIRTUAL;
        CREATE INDEX articles_by_publication ON articles (published);
        """,
    ),
)
"""Each runs once, in order, in a transaction. Append; never edit one that was released."""
