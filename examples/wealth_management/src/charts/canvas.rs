//! The file of a chart.

use std::path::{Path, PathBuf};
use std::sync::Once;

use anyhow::{Context, Result, anyhow, bail};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;

/// The font of all text. An SVG names it, and whoever shows the SVG chooses the font; a PNG has the embedded one.
pub(super) const FONT: &str = "sans-serif";

/// Letters of Latin alphabets, and signs of currencies.
static EMBEDDED_FONT: &[u8] = include_bytes!("../../assets/DejaVuSans-subset.ttf");

pub(super) const INK: RGBColor = RGBColor(38, 50, 56);
pub(super) const GRID: RGBColor = RGBColor(222, 227, 230);
pub(super) const ACCENT: RGBColor = RGBColor(0, 121, 107);

/// What a file contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

/// A file to draw in.
#[derive(Debug)]
pub(crate) struct Canvas {
    path: PathBuf,
    format: Format,
}

/// Something to draw, on any backend.
pub(super) trait Picture {
    /// The width and the height, in pixels.
    fn size(&self) -> (u32, u32);

    /// Draws it on a white area.
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<()>
    where
        B::ErrorType: 'static;
}

impl Canvas {
    /// A file whose name says what it contains.
    ///
    /// # Errors
    ///
    /// If its name ends in neither `.svg` nor `.png`.
    pub(crate) fn new(path: &Path) -> Result<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase);
        let format = match extension.as_deref() {
            Some("svg") => Format::Svg,
            Some("png") => Format::Png,
            _ => bail!("{}: the name of a chart ends in .svg or .png", path.display()),
        };
        Ok(Self { path: path.to_owned(), format })
    }

    /// Draws a picture and writes the file.
    pub(super) fn draw(&self, picture: &impl Picture) -> Result<()> {
        use_embedded_font();
        let size = picture.size();
        let drawn = match self.format {
            Format::Svg => on(&SVGBackend::new(&self.path, size).into_drawing_area(), picture),
            Format::Png => on(&BitMapBackend::new(&self.path, size).into_drawing_area(), picture),
        };
        drawn.with_context(|| format!("cannot write {}", self.path.display()))
    }
}

fn on<B: DrawingBackend>(area: &DrawingArea<B, Shift>, picture: &impl Picture) -> Result<()>
where
    B::ErrorType: 'static,
{
    area.fill(&WHITE).map_err(failed)?;
    picture.draw(area)?;
    area.present().map_err(failed)
}

/// The error of a backend.
#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn failed<E: std::error::Error + Send + Sync>(error: DrawingAreaErrorKind<E>) -> anyhow::Error {
    anyhow!("{error}")
}

fn use_embedded_font() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // The font is part of the program, and a test draws with it.
        let _ = register_font(FONT, FontStyle::Normal, EMBEDDED_FONT);
    });
}
