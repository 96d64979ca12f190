//! The assets by their kinds, as bars with percentages.

use anyhow::Result;
use fin_infra::prelude::*;
use plotters::coord::Shift;
use plotters::prelude::*;

use super::canvas::{ACCENT, Canvas, FONT, GRID, INK, Picture, failed};
use super::{label, minor_units};
use crate::output;
use crate::report::{ClientReport, Part};

/// The most bars. Further kinds are one bar.
const MAX_BARS: usize = 12;

/// Draws the chart.
pub(crate) fn allocation(canvas: &Canvas, report: &ClientReport) -> Result<()> {
    let bars = bars(&report.allocation, report.net.currency())?;
    canvas.draw(&Chart { report, bars, currency: report.net.currency() })
}

struct Bar {
    name: String,
    units: i64,
    text: String,
}

struct Chart<'a> {
    report: &'a ClientReport,
    bars: Vec<Bar>,
    currency: Currency,
}

/// The bars, the smallest first: the axis begins at the bottom.
fn bars(parts: &[Part], currency: Currency) -> Result<Vec<Bar>> {
    let bar = |name: String, amount: Decimal, percent: Decimal| {
        Ok(Bar { name, units: minor_units(amount, currency)?, text: format!("{percent} %") })
    };
    let (shown, rest) = match parts.len() > MAX_BARS {
        true => parts.split_at(MAX_BARS - 1),
        false => (parts, &[][..]),
    };
    let shown = shown.iter().map(|part| bar(output::words(&part.kind), part.amount, part.percent));
    let others = (!rest.is_empty()).then(|| {
        let (amount, percent) = rest
            .iter()
            .map(|part| (part.amount, part.percent))
            .fold((Decimal::ZERO, Decimal::ZERO), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        bar(format!("{} others", rest.len()), amount, percent)
    });
    let mut bars = shown.chain(others).collect::<Result<Vec<_>>>()?;
    bars.reverse();
    Ok(bars)
}

impl Picture for Chart<'_> {
    fn size(&self) -> (u32, u32) {
        (900, 150 + 40 * u32::try_from(self.bars.len()).unwrap_or_default())
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<()>
    where
        B::ErrorType: 'static,
    {
        let most = self.bars.iter().map(|bar| bar.units).max().unwrap_or_default().max(1);
        let assets = output::amount(self.report.assets.amount(), self.currency);
        let (name, day) = (&self.report.name, self.report.day);
        let caption = format!("Assets of {name} on {day}: {assets} {}", self.currency);
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
