-- The tables of a music shop, as a desktop program keeps them.
CREATE TABLE "Artist" ("ArtistId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "Name" NVARCHAR(120));
CREATE TABLE "Album" (
    "AlbumId" INTEGER PRIMARY KEY,
    "Title" NVARCHAR(160) NOT NULL COLLATE NOCASE,
    "ArtistId" INTEGER NOT NULL,
    FOREIGN KEY ("ArtistId") REFERENCES "Artist" ("ArtistId") ON DELETE NO ACTION ON UPDATE CASCADE
);
CREATE INDEX "IFK_AlbumArtistId" ON "Album" ("ArtistId");
CREATE TABLE "Track" (
    "TrackId" INTEGER NOT NULL PRIMARY KEY,
    "Name" NVARCHAR(200) NOT NULL UNIQUE,
    "AlbumId" INTEGER REFERENCES "Album",
    "MediaTypeId" INTEGER NOT NULL REFERENCES "MediaType" ("MediaTypeId"),
    "Milliseconds" INTEGER NOT NULL CHECK ("Milliseconds" > 0),
    "UnitPrice" NUMERIC(10, 2) NOT NULL,
    "Cents" INTEGER(18, 2) NOT NULL DEFAULT 150 CHECK ("Cents" >= 50),
    "Seconds" INTEGER GENERATED ALWAYS AS ("Milliseconds" / 1000) VIRTUAL,
    "Bytes" BLOB,
    "Sung" DATETIME,
    "Day" DATE NOT NULL DEFAULT '2025-01-01',
    anything
);
CREATE INDEX "TrackNames" ON "Track" ("Name", "MediaTypeId");
CREATE TABLE "MediaType" ("MediaTypeId" INTEGER NOT NULL PRIMARY KEY, "Name" NVARCHAR(120));
CREATE TABLE "PlaylistTrack" (
    "PlaylistId" INTEGER NOT NULL, "TrackId" INTEGER NOT NULL REFERENCES "Track" ("TrackId"),
    CONSTRAINT "PK_PlaylistTrack" PRIMARY KEY ("PlaylistId", "TrackId")
);
CREATE TABLE customers (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    is_new BOOLEAN NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    UNIQUE (name)
);
CREATE TABLE staff (
    number INTEGER PRIMARY KEY, tenant_id TEXT, deleted_at INTEGER, "select" REAL NOT NULL, "a b" TEXT NOT NULL,
    "impl" TEXT DEFAULT ('a' || 'b')
);
CREATE VIRTUAL TABLE found USING fts5(text);
CREATE VIEW "*/ names" AS SELECT "Name" FROM "Artist";
CREATE TRIGGER "*/ fn" AFTER INSERT ON staff BEGIN SELECT 1; END;
-- A name that a filter cannot have, a unique constraint that deletes rows, and one that ignores case on its own.
CREATE TABLE cards (id BLOB NOT NULL PRIMARY KEY, include TEXT NOT NULL, code TEXT NOT NULL UNIQUE ON CONFLICT REPLACE, name TEXT NOT NULL);
CREATE INDEX cards_include ON cards (include);
CREATE UNIQUE INDEX cards_name ON cards (name COLLATE NOCASE);
