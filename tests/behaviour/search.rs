//! A search finds text anywhere, whatever its case, and takes every character for itself.

use fin_infra::prelude::*;
use fin_infra::query::limits::MAX_SEARCHES;
use fin_infra_tests::on_each_store;

/// An article with two columns to look in.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, search("title", "body"))]
struct Article {
    title: String,
    #[fin(length(max = 500))]
    body: Option<String>,
    author: String,
}

fn titled(title: &str) -> ArticleCreate {
    ArticleCreate { title: title.to_owned(), body: None, author: "Ada".to_owned() }
}

/// The titles that a search finds, among these.
async fn found(db: &Db, titles: &[&str], text: &str) -> Vec<String> {
    let articles = Article::repository().tenant(Uuid::now_v7());
    articles.create_many(db, titles.iter().copied().map(titled)).await.unwrap();
    let query = ArticleQuery::new().search(text).with_total();
    let page = articles.list(db, query.clone()).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64));
    assert_eq!(articles.exists(db, query).await.unwrap(), !page.items.is_empty());
    page.into_iter().map(|article| article.title).collect()
}

on_each_store!(
    [Article] text_is_found_at_the_beginning_in_the_middle_and_at_the_end,
    [Article] wildcards_and_quotes_stand_for_themselves,
    [Article] a_further_search_narrows,
    [Article] an_empty_search_finds_everything,
    [Article] the_case_of_every_script_is_ignored,
    [Article] accents_and_combining_marks_are_not_ignored,
    [Article] letters_beyond_the_first_plane_are_found,
    [Article] a_long_search_finds_nothing_and_breaks_nothing,
    [Article] a_character_that_no_store_can_hold_is_refused,
    [Article] every_named_column_is_looked_in_and_no_other,
    [Article] a_search_follows_what_was_changed,
);

async fn text_is_found_at_the_beginning_in_the_middle_and_at_the_end(db: &Db) {
    let titles = ["food", "sea food", "foodie", "fod", "f ood", "Seafood!"];
    assert_eq!(found(db, &titles, "food").await, ["food", "sea food", "foodie", "Seafood!"]);
    assert_eq!(found(db, &titles, "o").await, titles);
    assert_eq!(found(db, &titles, "food ").await, [""; 0]);
}

async fn wildcards_and_quotes_stand_for_themselves(db: &Db) {
    let titles = [
        "100%", "100", "a_b", "axb", "c\\d", "c\\\\d", "cd", "it's", "its", "\"so\"", "so", "[x]", "*", "$1",
        "?",
    ];
    for (text, expected) in [
        ("%", vec!["100%"]),
        ("0%", vec!["100%"]),
        ("_", vec!["a_b"]),
        ("a_", vec!["a_b"]),
        ("\\", vec!["c\\d", "c\\\\d"]),
        ("\\\\", vec!["c\\\\d"]),
        ("\\%", vec![]),
        ("'", vec!["it's"]),
        ("\"", vec!["\"so\""]),
        ("[x]", vec!["[x]"]),
        ("*", vec!["*"]),
        ("$1", vec!["$1"]),
        ("?", vec!["?"]),
        ("' OR '1' = '1", vec![]),
    ] {
        assert_eq!(found(db, &titles, text).await, expected, "{text}");
    }
}

async fn a_further_search_narrows(db: &Db) {
    let articles = Article::repository().tenant(Uuid::now_v7());
    let both = ArticleCreate { body: Some("all about FRUIT".to_owned()), ..titled("An apple") };
    articles
        .create_many(db, [both, titled("apple"), titled("fruit"), titled("fruit and apples")])
        .await
        .unwrap();
    let texts = |texts: &[&str]| texts.iter().fold(ArticleQuery::new(), |query, text| query.search(*text));
    for (query, expected) in [
        (texts(&["apple", "fruit"]), &["An apple", "fruit and apples"][..]),
        (texts(&["fruit", "apple"]), &["An apple", "fruit and apples"]),
        (texts(&["apple", ""]), &["An apple", "apple", "fruit and apples"]),
        (texts(&["", "apple"]), &["An apple", "apple", "fruit and apples"]),
        (texts(&["apple", "fruit", "about"]), &["An apple"]),
        (texts(&["apple", "pear"]), &[]),
        (texts(&["a"; MAX_SEARCHES]), &["An apple", "apple", "fruit and apples"]),
    ] {
        let page = articles.list(db, query.clone().with_total()).await.unwrap();
        assert_eq!(page.total, Some(expected.len() as u64));
        assert!(page.iter().map(|row| &row.title).eq(expected), "{page:?}");
        assert_eq!(articles.count(db, query.clone()).await.unwrap(), expected.len() as u64);
        assert_eq!(articles.exists(db, query).await.unwrap(), !expected.is_empty());
    }
    let next = articles.list(db, texts(&["apple", "fruit"]).page_size(1)).await.unwrap().next.unwrap();
    let rest = articles.list(db, texts(&["apple", "fruit"]).after(next.clone())).await.unwrap();
    assert_eq!(rest.items.len(), 1);
    assert!(articles.list(db, texts(&["apple"]).after(next)).await.unwrap_err().is_invalid());
    let too_many = texts(&["a"; MAX_SEARCHES + 1]);
    let error = articles.count(db, too_many.clone()).await.unwrap_err();
    assert!(error.is_invalid() && error.fields().eq(["search"]) && error.reason().contains('8'), "{error}");
    assert!(articles.list(db, too_many.clone()).await.unwrap_err().is_invalid());
    assert!(articles.exists(db, too_many).await.unwrap_err().is_invalid());
    assert!(articles.list(db, texts(&["\0", "a"])).await.unwrap_err().is_invalid());
}

async fn an_empty_search_finds_everything(db: &Db) {
    let titles = ["", "a", " "];
    assert_eq!(found(db, &titles, "").await, titles);
    assert_eq!(found(db, &titles, " ").await, [" "]);
}

async fn the_case_of_every_script_is_ignored(db: &Db) {
    for (title, text) in [
        ("Café", "CAFÉ"),
        ("CAFÉ", "café"),
        ("Ärger", "äRG"),
        ("Straße", "STRASSE"),
        ("STRASSE", "straße"),
        ("STRAẞE", "straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("Жук", "жУК"),
        ("İstanbul", "i\u{307}stanbul"),
        ("İ", "İ"),
        ("ﬁnance", "FINANCE"),
        ("Ⅳ", "ⅳ"),
    ] {
        assert_eq!(found(db, &[title, "other"], text).await, [title], "{text} in {title}");
    }
}

async fn accents_and_combining_marks_are_not_ignored(db: &Db) {
    let titles = ["cafe", "café", "cafe\u{301}"];
    assert_eq!(found(db, &titles, "café").await, ["café"]);
    assert_eq!(found(db, &titles, "cafe").await, ["cafe", "cafe\u{301}"]);
    assert_eq!(found(db, &titles, "\u{301}").await, ["cafe\u{301}"]);
    assert_eq!(found(db, &["istanbul", "İstanbul", "ıstanbul"], "istanbul").await, ["istanbul"]);
}

async fn letters_beyond_the_first_plane_are_found(db: &Db) {
    let titles = ["😀", "😀😁", "👩‍👩‍👧", "𐐨", "日本語"];
    assert_eq!(found(db, &titles, "😀").await, ["😀", "😀😁"]);
    assert_eq!(found(db, &titles, "👩").await, ["👩‍👩‍👧"]);
    assert_eq!(found(db, &titles, "𐐀").await, ["𐐨"]);
    assert_eq!(found(db, &titles, "本").await, ["日本語"]);
}

async fn a_long_search_finds_nothing_and_breaks_nothing(db: &Db) {
    assert_eq!(found(db, &["x"], &"x".repeat(10_240)).await, [""; 0]);
    assert_eq!(found(db, &["%"], &"%".repeat(10_240)).await, [""; 0]);
    let longest = "ä".repeat(255);
    assert_eq!(found(db, &[&longest], &longest.to_uppercase()).await, [longest]);
}

async fn a_character_that_no_store_can_hold_is_refused(db: &Db) {
    let articles = Article::repository().tenant(Uuid::now_v7());
    for text in ["\0", "a\0b"] {
        let query = ArticleQuery::new().search(text);
        let errors = [
            articles.list(db, query.clone()).await.unwrap_err(),
            articles.count(db, query.clone()).await.unwrap_err(),
            articles.exists(db, query).await.unwrap_err(),
        ];
        assert!(errors.iter().all(|error| error.is_invalid() && error.fields().eq(["search"])));
    }
}

async fn every_named_column_is_looked_in_and_no_other(db: &Db) {
    let articles = Article::repository().tenant(Uuid::now_v7());
    let bodies = [Some("Ada's cat"), Some("a dog"), None];
    for body in bodies {
        let create = ArticleCreate { body: body.map(str::to_owned), ..titled(body.unwrap_or("ADA")) };
        articles.create(db, create).await.unwrap();
    }
    let page = articles.list(db, ArticleQuery::new().search("ada")).await.unwrap();
    assert!(page.into_iter().map(|article| article.body).eq([bodies[0].map(str::to_owned), None]));
}

async fn a_search_follows_what_was_changed(db: &Db) {
    let articles = Article::repository().tenant(Uuid::now_v7());
    let row =
        articles.create(db, ArticleCreate { body: Some("Old".into()), ..titled("Title") }).await.unwrap();
    let changed = ArticleUpdate { body: Some(Some("NEW".into())), ..ArticleUpdate::default() };
    articles.update(db, row.id, changed).await.unwrap();
    let count = async |text: &str| articles.count(db, ArticleQuery::new().search(text)).await.unwrap();
    assert_eq!((count("old").await, count("new").await, count("title").await), (0, 1, 1));
    articles
        .update(db, row.id, ArticleUpdate { body: Some(None), ..ArticleUpdate::default() })
        .await
        .unwrap();
    assert_eq!((count("new").await, count("title").await), (0, 1));
}
