//! A search in text that is too long for an index.

use fin_infra::Resource as _;
use fin_infra::prelude::*;
use fin_infra_tests::{is_distributed, on_each_store};

/// A note, whose texts fit an index just so, no longer, and by far not.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search("title", "summary", "body", "appendix"))]
struct Note {
    /// The longest value that an index can contain together with the tenant and the id.
    #[fin(length(max = 642), filter, order)]
    title: String,
    #[fin(length(max = 643))]
    summary: Option<String>,
    #[fin(length(max = 1024))]
    body: String,
    #[fin(length(max = 1_000_000))]
    appendix: Option<String>,
}

/// Letters of four bytes, of which no part repeats, so that nothing can compress them. Each folds to another one.
fn letters(count: u32, seed: u32) -> String {
    // Deseret and Osage capitals.
    let capitals: Vec<char> = ('\u{10400}'..='\u{10427}').chain('\u{104b0}'..='\u{104d3}').collect();
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        capitals[(state >> 16) as usize % capitals.len()]
    };
    (0..count).map(|_| next()).collect()
}

fn note(seed: u32) -> NoteCreate {
    NoteCreate {
        title: letters(642, seed),
        summary: Some(letters(643, seed + 1)),
        body: letters(1024, seed + 2),
        appendix: Some(letters(50_000, seed + 3)),
    }
}

on_each_store!(
    [Note] the_longest_texts_are_stored_and_found,
    [Note] one_letter_more_is_refused,
    [Note] a_longer_text_than_an_index_holds_has_none,
);

async fn the_longest_texts_are_stored_and_found(db: &Db) {
    let notes = Note::repository().tenant(Uuid::now_v7());
    let row = notes.create(db, note(1)).await.unwrap();
    notes.create_many(db, [note(11), note(21)]).await.unwrap();
    assert_eq!(notes.get(db, row.id).await.unwrap(), row);
    for text in [&row.title, row.summary.as_ref().unwrap(), &row.body, row.appendix.as_ref().unwrap()] {
        // The last letters, in the other case.
        let end: String = text.chars().skip(text.chars().count() - 40).collect();
        let query = NoteQuery::new().search(end.to_lowercase());
        assert_eq!(notes.list(db, query.clone()).await.unwrap().items, [row.clone()]);
        assert_eq!(notes.count(db, query).await.unwrap(), 1);
    }
    let others = Note::repository().tenant(Uuid::now_v7());
    assert_eq!(others.count(db, NoteQuery::new().search(row.body.clone())).await.unwrap(), 0);
    let by_title =
        NoteQuery::new().filter(NoteFilter::new().title(row.title.clone())).order_by(NoteOrder::Title.asc());
    assert_eq!(notes.list(db, by_title).await.unwrap().items, [row]);
}

async fn one_letter_more_is_refused(db: &Db) {
    let notes = Note::repository().tenant(Uuid::now_v7());
    for (field, create) in [
        ("title", NoteCreate { title: letters(643, 1), ..note(1) }),
        ("summary", NoteCreate { summary: Some(letters(644, 1)), ..note(1) }),
        ("body", NoteCreate { body: letters(1025, 1), ..note(1) }),
        // It folds to two letters.
        ("body", NoteCreate { body: "ß".repeat(513), ..note(1) }),
    ] {
        let error = notes.create(db, create).await.unwrap_err();
        assert!(error.is_invalid() && error.fields().eq([field]), "{error:?}");
    }
    let shrinking = NoteCreate { body: "ß".repeat(512), ..note(1) };
    notes.create(db, shrinking).await.unwrap();
    assert_eq!(notes.count(db, NoteQuery::new().search("SS".repeat(512))).await.unwrap(), 1);
}

async fn a_longer_text_than_an_index_holds_has_none(db: &Db) {
    let of = |name: &str| Note::TABLE.indexes.iter().any(|index| index.name == name);
    assert!(of("ix_notes_title") && of("ix_notes_title_folded"));
    assert!(!of("ix_notes_summary_folded") && !of("ix_notes_body_folded") && !of("ix_notes_appendix_folded"));
    let drift = schema::verify_of(db, &[schema::of::<Note>()]).await.unwrap();
    // These tests use features that structs cannot declare on Citus.
    assert!(drift.is_none() || is_distributed(db), "{drift}");
}
