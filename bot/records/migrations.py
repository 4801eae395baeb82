"""The steps that make the tables of the records: an older file comes in, today's goes out."""

from collections.abc import Sequence

MIGRATIONS: Sequence[tuple[str, str]] = (
    (
        "0001 answers, votes, gaps, repairs, servers",
        """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE answers (
            record INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: buttons know it
            person INTEGER NOT NULL,
            server INTEGER,                  -- null: not asked in a server
            channel INTEGER,
            private INTEGER NOT NULL,
            locale TEXT NOT NULL,
            asked_at REAL NOT NULL,          -- Unix seconds, as all times here
            typed TEXT NOT NULL,
            searched TEXT,                   -- null: what was typed
            language TEXT NOT NULL,
            answered INTEGER NOT NULL,
            partly INTEGER NOT NULL,
            confidence REAL NOT NULL,
            threshold REAL NOT NULL,
            signals TEXT NOT NULL,           -- JSON: the fields of types.Signals
            statements TEXT NOT NULL,        -- JSON: [[text, [numbers], [[start, end], ...]], ...]
            remark TEXT,
            follows INTEGER REFERENCES answers (record) ON DELETE SET NULL,
            stale_at REAL                    -- null: nobody was told that it went stale
        );
        CREATE INDEX answers_by_person ON answers (person, asked_at);
        CREATE INDEX answers_by_time ON answers (asked_at);
        CREATE INDEX answers_by_follows ON answers (follows);
        CREATE TABLE messages (
            channel INTEGER NOT NULL,
            message INTEGER NOT NULL,
            record INTEGER NOT NULL REFERENCES answers (record) ON DELETE CASCADE,
            PRIMARY KEY (channel, message)
        ) WITHOUT ROWID;
        CREATE INDEX messages_by_record ON messages (record);
        CREATE TABLE citations (
            record INTEGER NOT NULL REFERENCES answers (record) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            collection TEXT NOT NULL,
            article_id TEXT NOT NULL,
            title TEXT NOT NULL,
            url TEXT,
            publisher TEXT,
            published TEXT,
            chunk_id INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            quote TEXT NOT NULL,
            link TEXT,
            PRIMARY KEY (record, number)
        ) WITHOUT ROWID;
        CREATE INDEX citations_by_article ON citations (collection, article_id);
        CREATE TABLE passages (
            record INTEGER NOT NULL REFERENCES answers (record) ON DELETE CASCADE,
            rank INTEGER NOT NULL,           -- 1: the best
            chunk_id INTEGER NOT NULL,
            collection TEXT NOT NULL,
            article_id TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            dense REAL NOT NULL,
            keywords REAL NOT NULL,
            fused REAL NOT NULL,
            reranked REAL NOT NULL,
            PRIMARY KEY (record, rank)
        ) WITHOUT ROWID;
        CREATE TABLE votes (
            record INTEGER NOT NULL REFERENCES answers (record) ON DELETE CASCADE,
            person INTEGER NOT NULL,
            up INTEGER NOT NULL,
            voted_at REAL NOT NULL,
            reason TEXT,                     -- of a vote down
            words TEXT,
            PRIMARY KEY (record, person)
        ) WITHOUT ROWID;
        CREATE INDEX votes_by_person ON votes (person);
        CREATE TABLE gaps (
            record INTEGER PRIMARY KEY REFERENCES answers (record) ON DELETE CASCADE,
            vector BLOB,                     -- float16, of the question as searched
            told_at REAL,                    -- null: open
            collection TEXT,                 -- of the article that answers it
            article_id TEXT
        );
        CREATE TABLE pins (
            pin INTEGER PRIMARY KEY AUTOINCREMENT,
            server INTEGER NOT NULL,
            question BLOB NOT NULL,          -- digest of the question's terms
            vector BLOB,                     -- float16
            record INTEGER REFERENCES answers (record) ON DELETE SET NULL,  -- its words are there
            collection TEXT NOT NULL,
            article_id TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            quote TEXT NOT NULL,
            person INTEGER,                  -- null: a former member
            made_at REAL NOT NULL,
            UNIQUE (server, question)
        );
        CREATE INDEX pins_by_record ON pins (record);
        CREATE INDEX pins_by_person ON pins (person);
        CREATE TABLE marks (
            server INTEGER NOT NULL,
            kind TEXT NOT NULL,              -- outdated, taught
            collection TEXT NOT NULL,
            article_id TEXT NOT NULL,
            person INTEGER,                  -- null: a former member
            made_at REAL NOT NULL,
            PRIMARY KEY (server, kind, collection, article_id)
        ) WITHOUT ROWID;
        CREATE INDEX marks_by_person ON marks (person);
        CREATE TABLE settings (
            server INTEGER NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,             -- JSON
            PRIMARY KEY (server, name)
        ) WITHOUT ROWID;
        CREATE TABLE channels (
            server INTEGER NOT NULL,
            channel INTEGER NOT NULL,
            kind TEXT NOT NULL,              -- forum, follow
            PRIMARY KEY (server, channel)
        ) WITHOUT ROWID;
        """,
    ),
    (
        "0002 messages that were taken up unasked",
        """
        CREATE TABLE claimed (message INTEGER PRIMARY KEY, claimed_at REAL NOT NULL);
        CREATE INDEX claimed_by_time ON claimed (claimed_at);
        """,
    ),
    (
        "0003 answers that begin with a pinned passage",
        "ALTER TABLE answers ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;",
    ),
    (
        "0004 pins without the meaning of their question",
        "ALTER TABLE pins DROP COLUMN vector;",
    ),
    (
        "0005 pages of citations",
        "ALTER TABLE citations ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';  "
        "-- JSON: [[kind, number, start], ...]",
    ),
    (
        "0006 time in questions, and articles that differ",
        """
        ALTER TABLE answers ADD COLUMN timing TEXT;  -- JSON: the fields of types.Timing
        ALTER TABLE answers ADD COLUMN differ INTEGER NOT NULL DEFAULT 0;
        """,
    ),
    (
        "0007 channels whose messages become articles",
        """
        CREATE TABLE followed (
            server INTEGER NOT NULL,
            channel INTEGER NOT NULL,
            PRIMARY KEY (server, channel)
        ) WITHOUT ROWID;
        CREATE TABLE signed (
            message INTEGER PRIMARY KEY,
            server INTEGER NOT NULL,
            person INTEGER                   -- null: a former member, who is not to be named again
        );
        CREATE INDEX signed_by_person ON signed (person);
        CREATE TABLE withheld (              -- messages that somebody has removed
            message INTEGER PRIMARY KEY,
            server INTEGER NOT NULL,
            channel INTEGER NOT NULL
        );
        """,
    ),
    (
        "0008 what a language model had to do with an answer",
        "ALTER TABLE answers ADD COLUMN writing TEXT;  -- JSON: the fields of types.Writing",
    ),
    (
        "0009 the searches that an answer took",
        """
        ALTER TABLE answers ADD COLUMN steps TEXT NOT NULL DEFAULT '[]';   -- JSON: [text, ...]
        ALTER TABLE answers ADD COLUMN unsaid TEXT NOT NULL DEFAULT '[]';  -- JSON: [text, ...]
        """,
    ),
    (
        "0010 answers from a file, of which nothing is kept",
        "ALTER TABLE answers ADD COLUMN with_file INTEGER NOT NULL DEFAULT 0;",
    ),
)
"""Each runs once, in order, in a transaction. Append; never edit one that was released."""
