//! What was spent in each category, as bars.

use anyhow::Result;
use fin_infra::prelude::*;
use plotters::coord::Shift;
use plotters::prelude::*;

use super::canvas::{ACCENT, Canvas, FONT, GRID, INK, Picture, failed};
use super::{label, minor_units};
use crate::output;
use crate::report::Totals;

/// The most bars. What is spent in further categories is one bar.
const MAX_BARS: usize = 12;

/// Draws the chart.
pub(crate) fn spending(canvas: &Canvas, title: &str, totals: &Totals, currency: Currency) -> Result<()> {
    canvas.draw(&Chart { title, bars: bars(totals, currency)?, currency, spent: totals.spent })
}

struct Bar {
    name: String,
    units: i64,
    text: String,
}

struct Chart<'a> {
    title: &'a str,
    bars: Vec<Bar>,
    currency: Currency,
    spent: Decimal,
}

/// The bars, the smallest first: the axis begins at the bottom.
fn bars(totals: &Totals, currency: Currency) -> Result<Vec<Bar>> {
    let mut amounts = totals.by_category.clone();
    if amounts.len() > MAX_BARS {
        let rest = amounts.split_off(MAX_BARS - 1);
        amounts.push((format!("{} others", rest.len()), rest.iter().map(|(_, spent)| *spent).sum()));
    }
    let bar = |(name, spent): (String, Decimal)| {
        Ok(Bar { name, units: minor_units(spent, currency)?, text: output::amount(spent, currency) })
    };
    amounts.into_iter().rev().map(bar).collect()
}

impl Picture for Chart<'_> {
    fn size(&self) -> (u32, u32) {
        (900, 150 + 40 * u32::try_from(self.bars.len()).unwrap_or_default())
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<()>
    where
        B::ErrorType: 'static,
    {
        let most = self.bars.iter().map(|bar| bar.units).max().unwrap_or(1);
        let caption = format!("Spending in {}: {}", self.title, output::amount(self.spent, self.currency));
        let mut chart = ChartBuilder::on(area)
            .caption(caption, (FONT, 24).into_font().color(&INK))
            .margin(20)
            .x_label_area_size(40)
            .y_label_area_size(150)
            // The text after the longest bar has room.
            .build_cartesian_2d(0..most + most / 7 + 1, (0..self.bars.len() - 1).into_segmented())
            .map_err(failed)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(INK)
            .label_style((FONT, 15).into_font().color(&INK))
            .y_labels(self.bars.len())
            .y_label_formatter(&|place| match place {
                SegmentValue::CenterOf(place) => {
                    self.bars.get(*place).map(|bar| bar.name.clone()).unwrap_or_default()
                }
                _ => String::new(),
            })
            .x_label_formatter(&|units| label(*units, self.currency))
            .draw()
            .map_err(failed)?;
        let rectangles = self.bars.iter().enumerate().map(|(place, bar)| {
            let corners = [(0, SegmentValue::Exact(place)), (bar.units, SegmentValue::Exact(place + 1))];
            let mut rectangle = Rectangle::new(corners, ACCENT.filled());
            rectangle.set_margin(6, 6, 0, 0);
            rectangle
        });
        chart.draw_series(rectangles).map_err(failed)?;
        let texts = self.bars.iter().enumerate().map(|(place, bar)| {
            let at = EmptyElement::at((bar.units, SegmentValue::CenterOf(place)));
            at + Text::new(bar.text.clone(), (8, -7), (FONT, 15).into_font().color(&INK))
        });
        chart.draw_series(texts).map_err(failed)?;
        Ok(())
    }
}
