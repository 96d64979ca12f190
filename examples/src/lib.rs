//! Output helpers for the examples. The programs are in the neighbouring folders.

/// Prints the title of a section, and a sentence that describes it.
pub fn heading(title: &str, sentence: &str) {
    println!("\n{title}\n{}\n{sentence}\n", "-".repeat(title.chars().count()));
}

/// Prints one line of a section.
pub fn line(text: impl std::fmt::Display) {
    println!("  {text}");
}

/// Prints a table whose columns fit their widest cell, with numbers right-aligned.
pub fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
    let rows: Vec<[String; N]> = std::iter::once(header.map(str::to_uppercase)).chain(rows).collect();
    let widths: [usize; N] = std::array::from_fn(|column| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    });
    for row in rows {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| padded(cell, width)).collect();
        line(cells.join("  ").trim_end());
    }
}

fn padded(cell: &str, width: usize) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    if is_number { format!("{cell:>width$}") } else { format!("{cell:width$}") }
}
