//! The guide as a reader gets it: every page is there, and every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The values of an attribute in a page.
fn values<'a>(page: &'a str, attribute: &str) -> impl Iterator<Item = &'a str> {
    let attribute = format!(" {attribute}=\"");
    let starts: Vec<usize> = page.match_indices(&attribute).map(|(at, _)| at + attribute.len()).collect();
    starts.into_iter().filter_map(move |start| page[start..].split('"').next())
}

/// The links of a page that lead nowhere, given the sections of each page.
fn broken(
    folder: &Path,
    sections: &BTreeMap<String, BTreeSet<String>>,
    name: &str,
    page: &str,
) -> Vec<String> {
    let leads_nowhere = |link: &&str| {
        if link.starts_with("../doc/fin_infra/index.html?search=") {
            return false;
        }
        if link.contains("://") || link.starts_with("mailto:") {
            // No network here: an address has to be a safe one, or that of the reader's own program.
            return !link.starts_with("https://") && !link.starts_with("http://localhost:");
        }
        let (file, section) = link.split_once('#').unwrap_or((link, ""));
        let file = if file.is_empty() { name } else { file };
        let exists = folder.join(file).exists();
        let has_section =
            || section.is_empty() || sections.get(file).is_some_and(|sections| sections.contains(section));
        !exists || !has_section()
    };
    let links = values(page, "href").chain(values(page, "src"));
    links.filter(leads_nowhere).map(|link| format!("{name}: {link}")).collect()
}

#[test]
fn every_link_leads_to_a_page_and_a_section() {
    let folder = tempfile::tempdir().unwrap();
    let pages_at = fin_infra_book::build(Some(folder.path())).unwrap();
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(&pages_at).unwrap() {
        let path = entry.unwrap().path();
        // The page for addresses that do not exist has links from the root of the site.
        if path.extension().is_some_and(|ending| ending == "html") && !path.ends_with("404.html") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            pages.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    let ids = |page: &String| values(page, "id").map(str::to_owned).collect::<BTreeSet<_>>();
    let sections = pages.iter().map(|(name, page)| (name.clone(), ids(page))).collect();
    let broken: Vec<String> =
        pages.iter().flat_map(|(name, page)| broken(&pages_at, &sections, name, page)).collect();
    assert!(broken.is_empty(), "{broken:#?}");

    let summary = fs::read_to_string(fin_infra_book::docs().join("src/SUMMARY.md")).unwrap();
    let chapters = summary.lines().filter_map(|line| line.split_once("](")?.1.strip_suffix(".md)"));
    let mut count = 0;
    for chapter in chapters {
        count += 1;
        let page = &pages[&format!("{chapter}.html")];
        assert!(page.contains("<h1"), "{chapter} has no title");
        assert!(!page.contains("{{#include"), "{chapter} includes a file that does not exist");
    }
    assert!(count > 20, "{count}");
    for page in pages.values().filter(|page| page.contains("<code class=\"language-rust")) {
        assert!(!page.contains("\n# use fin_infra"), "a line that rustdoc hides is shown");
    }
}

/// Rustdoc shows the guides of the crates; the book shows each of them as well.
#[test]
fn every_guide_of_the_crates_is_in_a_chapter() {
    let docs = fin_infra_book::docs();
    let chapters: Vec<String> = fs::read_dir(docs.join("src"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    for guides in ["fin-infra/docs", "fin-infra-http/docs", "fin-infra-migrate/docs"] {
        for entry in fs::read_dir(docs.join("..").join(guides)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let include = format!("{{{{#include ../../{guides}/{name}}}}}");
            let times = chapters.iter().filter(|chapter| chapter.contains(&include)).count();
            assert_eq!(times, 1, "{guides}/{name} is in {times} chapters");
        }
    }
}
