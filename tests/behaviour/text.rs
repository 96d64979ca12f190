//! Text is stored unchanged, character by character.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::fields;

/// A name that may be given once.
#[derive(FinResource, Debug, Clone)]
#[fin(unique("name"))]
struct Label {
    #[fin(filter, order)]
    name: String,
    notes: Option<String>,
}

/// A name that may be given once, in whatever case.
#[derive(FinResource, Debug, Clone)]
#[fin(unique_ci("name"))]
struct Tag {
    name: String,
}

fn label(name: impl Into<String>) -> LabelCreate {
    LabelCreate { name: name.into(), notes: None }
}

/// Texts that careless comparisons take for one another, in the order of their code points.
const ALIKE: [&str; 21] = [
    "",
    " ",
    "\t",
    "%",
    "'",
    "A",
    "Cafe",
    "\\",
    "_",
    "a",
    "a ",
    "cafe",
    "cafe ",
    "cafe\u{301}",
    "cafe\u{303}",
    "café",
    "ß",
    "ﬁ",
    "～",
    "😀",
    "😀\u{200d}",
];

/// A title that is as long as an index allows.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Chapter {
    #[fin(order)]
    number: i32,
    #[fin(order, group, length(max = 640))]
    title: String,
}

on_each_store!(
    [Label] texts_that_look_alike_are_different,
    [Label] text_is_ordered_by_its_code_points,
    [Label] texts_with_a_beginning_are_found_byte_for_byte,
    [Label] no_text_is_not_the_empty_text,
    [Label] text_is_never_taken_for_sql,
    [Label] the_character_that_postgresql_cannot_store_is_refused_by_all,
    [Label] text_in_a_key_has_at_most_255_characters,
    [Label] text_elsewhere_has_no_limit,
    [Chapter] long_texts_are_ordered_to_their_ends,
    [Tag] unique_ci_ignores_the_case_of_every_script,
);

/// Sorted by the database, since no index has this order.
async fn long_texts_are_ordered_to_their_ends(db: &Db) {
    let chapters = Chapter::repository().tenant(Uuid::now_v7());
    let beginning = "é".repeat(639);
    for end in ["c", "a", "d", "b"] {
        let chapter = ChapterCreate { number: 1, title: format!("{beginning}{end}") };
        chapters.create(db, chapter).await.unwrap();
    }
    let order = ChapterOrder::Number.desc().then_by(ChapterOrder::Title.asc());
    let query = ChapterQuery::new().order_by(order).page_size(1);
    let (mut ends, mut page) = (String::new(), chapters.list(db, query.clone()).await.unwrap());
    loop {
        ends.extend(page.items.iter().filter_map(|chapter| chapter.title.chars().last()));
        let Some(next) = page.next else { break };
        page = chapters.list(db, query.clone().after(next)).await.unwrap();
    }
    assert_eq!(ends, "abcd");
    let groups = chapters.aggregate(db, ChapterAggregate::new().count().by_title()).await.unwrap();
    let ends: String = groups.iter().filter_map(|(_, title)| title.chars().last()).collect();
    assert_eq!(ends, "abcd");
}

async fn texts_that_look_alike_are_different(db: &Db) {
    let labels = Label::repository();
    for name in ALIKE {
        labels.create(db, label(name)).await.unwrap();
    }
    for name in ALIKE {
        assert!(labels.create(db, label(name)).await.unwrap_err().is_conflict(), "{name:?}");
        let query = LabelQuery::new().filter(LabelFilter::new().name(name));
        let found = labels.list(db, query).await.unwrap().items;
        assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), [name]);
    }
}

async fn text_is_ordered_by_its_code_points(db: &Db) {
    let labels = Label::repository();
    let mut ascending = ALIKE;
    ascending.sort_unstable();
    labels.create_many(db, ALIKE.map(label)).await.unwrap();
    for (order, backwards) in [(LabelOrder::Name.asc(), false), (LabelOrder::Name.desc(), true)] {
        let page = labels.list(db, LabelQuery::new().page_size(100).order_by(order)).await.unwrap();
        let mut names: Vec<_> = page.into_iter().map(|row| row.name).collect();
        if backwards {
            names.reverse();
        }
        assert_eq!(names, ascending);
    }
    let above =
        LabelFilter::new().name(Condition::gt("cafe".to_owned())).name(Condition::le("café".to_owned()));
    assert_eq!(labels.count(db, LabelQuery::new().filter(above)).await.unwrap(), 4);
}

async fn texts_with_a_beginning_are_found_byte_for_byte(db: &Db) {
    let labels = Label::repository();
    let names = [
        "",
        " ",
        "a",
        "A",
        "ab",
        "ab ",
        "ab%",
        "abc",
        "ab\\",
        "ab\u{10ffff}",
        "ab\u{10ffff}c",
        "ac",
        "b",
        "a_",
        "aé",
        "ae\u{301}",
        "\u{d7ff}",
        "\u{d7ff}x",
        "\u{e000}",
        "\u{10ffff}",
        "\u{10ffff}\u{10ffff}",
    ];
    labels.create_many(db, names.map(label)).await.unwrap();
    for beginning in names.into_iter().chain(["ä", "abcd"]) {
        let filter = LabelFilter::new().name(Condition::starts_with(beginning));
        let query = LabelQuery::new().filter(filter).order_by(LabelOrder::Name.asc()).page_size(100);
        let found = labels.list(db, query).await.unwrap().items;
        let mut expected: Vec<_> = names.into_iter().filter(|name| name.starts_with(beginning)).collect();
        expected.sort_unstable();
        assert!(found.iter().map(|row| row.name.as_str()).eq(expected.iter().copied()), "{beginning:?}");
    }
}

async fn no_text_is_not_the_empty_text(db: &Db) {
    let labels = Label::repository();
    for notes in [None, Some(String::new()), Some(" ".to_owned())] {
        let create = LabelCreate { notes: notes.clone(), ..label(format!("{notes:?}")) };
        let row = labels.create(db, create).await.unwrap();
        assert_eq!(labels.get(db, row.id).await.unwrap().notes, notes);
    }
}

async fn text_is_never_taken_for_sql(db: &Db) {
    let labels = Label::repository();
    for name in
        ["'; DROP TABLE labels; --", "\\'", "\"", "`", "$1", "?", "?1", "{}", "\\\\", "\r\n", "\u{1}\u{7f}"]
    {
        let create = LabelCreate { notes: Some(name.to_owned()), ..label(name) };
        let row = labels.create(db, create).await.unwrap();
        let read = labels.get(db, row.id).await.unwrap();
        assert_eq!((read.name.as_str(), read.notes.as_deref()), (name, Some(name)));
        let filter = LabelFilter::new().name(Condition::contains(name));
        assert_eq!(labels.list(db, LabelQuery::new().filter(filter)).await.unwrap().items, [row]);
    }
}

async fn the_character_that_postgresql_cannot_store_is_refused_by_all(db: &Db) {
    let labels = Label::repository();
    let row = labels.create(db, label("plain")).await.unwrap();
    let error = labels.create(db, label("a\0b")).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
    let update = LabelUpdate { notes: Some(Some("\0".to_owned())), ..LabelUpdate::default() };
    let error = labels.update(db, row.id, update).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["notes"]));
    for condition in
        [Condition::eq("a\0b".to_owned()), Condition::starts_with("\0"), Condition::contains("\0")]
    {
        let filter = LabelFilter::new().name(condition);
        let error = labels.count(db, LabelQuery::new().filter(filter)).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
    }
}

async fn text_in_a_key_has_at_most_255_characters(db: &Db) {
    let labels = Label::repository();
    for letter in ["x", "ä", "😀"] {
        let row = labels.create(db, label(letter.repeat(255))).await.unwrap();
        assert_eq!(labels.get(db, row.id).await.unwrap().name, letter.repeat(255));
        let error = labels.create(db, label(letter.repeat(256))).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
    }
}

async fn text_elsewhere_has_no_limit(db: &Db) {
    let notes = "lorem ipsum 😀 ".repeat(70_000);
    let create = LabelCreate { notes: Some(notes.clone()), ..label("long") };
    let row = Label::repository().create(db, create).await.unwrap();
    assert_eq!(Label::repository().get(db, row.id).await.unwrap().notes, Some(notes));
}

async fn unique_ci_ignores_the_case_of_every_script(db: &Db) {
    let tags = Tag::repository();
    let pairs = [
        ("Food", "FOOD"),
        ("Ärger", "ärger"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ЖУК", "жук"),
        ("İ", "i\u{307}"),
    ];
    for (first, second) in pairs {
        let row = tags.create(db, TagCreate { name: first.to_owned() }).await.unwrap();
        let error = tags.create(db, TagCreate { name: second.to_owned() }).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Conflict, vec!["name"]), "{second}");
        assert_eq!(error.constraint(), Some("uq_tags_name_ci"));
        let update = TagUpdate { name: Some(second.to_owned()) };
        assert_eq!(
            tags.update(db, row.id, update).await.unwrap().name,
            second,
            "its own value in another case"
        );
    }
    for other in ["Food ", "Füd", "Arger", "i"] {
        tags.create(db, TagCreate { name: other.to_owned() }).await.unwrap();
    }
}
