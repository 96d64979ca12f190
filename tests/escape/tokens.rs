//! What conditions and orders are put together from: each token of the three databases that could lead out of something.

/// Tokens, in no order.
pub(crate) const TOKENS: &[&str] = &[
    "'", "''", "\"", "\"\"", "`", "``", "[", "]", "]]", "(", ")", "))", "((", ",", ";", "{", "}", "\\", "\\'", "\\\\",
    "--", "-- ", "--\n", "/*", "*/", "/*!", "/*M!", "/*!99999 ", "#", "#\n", "&'", "!", "|", "~", "@", "::", ":=",
    "$$", "$a$", "$1", "?", "?1", ":a", "@a", "@@version", "E'", "e'", "U&'", "U&\"", "N'", "n'", "x'", "B'", "_utf8'",
    "_gbk'", " UESCAPE '!'", "\0", "\u{b}", "\u{1b}", "\u{85}", "\u{a0}", "\u{2028}", "\u{feff}", "\u{e4}", " ", "\n",
    "\t", "\r", "1", "1e5", "0x27", ".", "=", " = ", " <> ", " - ", "->", "%", "1=1", "name", "amount", "id", "NULL",
    "TRUE", " OR ", " AND ", " NOT ", " IS ", " IN ", " LIKE ", " AS ", "a", "CASE WHEN ", " THEN ", " ELSE ", " END",
    " COLLATE ", " ASC", " DESC", " NULLS FIRST", " NULLS LAST", "EXISTS (SELECT 1", "(SELECT 1 AS ", "(VALUES (1)",
    " FROM marks", " WHERE 1=1", " UNION SELECT * FROM marks", " UNION ALL SELECT * FROM marks", " EXCEPT SELECT 1",
    " LIMIT 1", " OFFSET 0", " FETCH FIRST 1 ROW ONLY", " ORDER BY 1", " GROUP BY id", " HAVING 1=1",
    " WINDOW w AS ()", " FOR UPDATE", " LOCK IN SHARE MODE", " INTO @x", " INTO OUTFILE 'fin_escape'", " RETURNING *",
    " PROCEDURE ANALYSE()", "; DELETE FROM marks", "; UPDATE marks SET name = 'taken'", " USING > ",
];

/// What hides text from its database, with its end.
pub(crate) const COVERS: &[(&str, &str)] = &[
    ("'", "'"),
    ("\"", "\""),
    ("`", "`"),
    ("[", "]"),
    ("$$", "$$"),
    ("$a$", "$a$"),
    ("E'", "'"),
    ("U&'", "'"),
    ("/*", "*/"),
    ("/*!", "*/"),
    ("--", "\n"),
    ("#", "\n"),
];

/// What could be hidden, so that another reader sees it.
pub(crate) const HIDDEN: &[&str] =
    &["a", "'", "a'", "\"", "`", "]", "a)", "a')", "(", "\\", "\\'", "''", "/*", "*/", "--", ") OR (", "') OR ('"];

/// True conditions around a cover: what stands before it and behind it.
pub(crate) const ATOMS: &[(&str, &str)] = &[
    ("EXISTS (SELECT 1 AS ", ")"),
    ("(SELECT 1 AS ", ") = 1"),
    ("", " 1=1"),
    ("1=1 ", ""),
    ("name <> ", ""),
];

/// Ways out.
pub(crate) const WAYS_OUT: &[&str] =
    &[") OR (", ")) OR ((", ") OR 1=1 --", ")) OR 1=1 /*", ") UNION SELECT * FROM marks --", " OR ", " AND "];
