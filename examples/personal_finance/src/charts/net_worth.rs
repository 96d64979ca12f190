//! The net worth at the end of each month, as a line.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::net_worth::Growth;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::series::AreaSeries;

use super::canvas::{ACCENT, Canvas, FONT, GRID, INK, Picture, failed};
use super::{label, minor_units};
use crate::output;

/// The axis contains zero unless the net worth is more than this many times its changes.
const MAX_FLATNESS: i64 = 10;

/// Draws the chart.
pub(crate) fn net_worth(
    canvas: &Canvas,
    months: &BTreeMap<NaiveDate, Decimal>,
    growth: Growth,
    currency: Currency,
) -> Result<()> {
    let points = months.iter().map(|(month, net)| Ok((*month, minor_units(*net, currency)?)));
    let mut points: Vec<(NaiveDate, i64)> = points.collect::<Result<_>>()?;
    // An axis has a length.
    if let [(month, units)] = points[..] {
        points.push((month.succ_opt().unwrap_or(month), units));
    }
    canvas.draw(&Line { points, growth, currency })
}

struct Line {
    points: Vec<(NaiveDate, i64)>,
    growth: Growth,
    currency: Currency,
}

impl Line {
    fn caption(&self) -> String {
        let sign = if self.growth.absolute.is_sign_negative() { "" } else { "+" };
        let growth = output::amount(self.growth.absolute, self.currency);
        let percent = self.growth.percent.map(|percent| format!(" ({percent:+} %)")).unwrap_or_default();
        format!("Net worth in {}: {sign}{growth}{percent}", self.currency)
    }

    fn axis(&self) -> Axis {
        let units = || self.points.iter().map(|(_, units)| *units);
        Axis::of(units().min().unwrap_or_default(), units().max().unwrap_or_default())
    }
}

/// The axis of the amounts.
#[derive(Debug, PartialEq, Eq)]
struct Axis {
    from: i64,
    to: i64,
}

impl Axis {
    /// The axis for amounts, with room around them. It contains zero, so that twice the height is twice the amount, unless the
    /// changes could not be seen then.
    fn of(least: i64, most: i64) -> Self {
        let largest = least.saturating_abs().max(most.saturating_abs());
        let is_flat = least < most && most.saturating_sub(least) < largest / MAX_FLATNESS;
        let (from, to) = if is_flat { (least, most) } else { (least.min(0), most.max(0)) };
        let room = (to.saturating_sub(from) / 10).max(1);
        Self {
            from: if from == 0 { 0 } else { from.saturating_sub(room) },
            to: if to == 0 && from < 0 { 0 } else { to.saturating_add(room) },
        }
    }

    fn has_zero(&self) -> bool {
        self.from <= 0 && self.to >= 0
    }
}

impl Picture for Line {
    fn size(&self) -> (u32, u32) {
        (900, 480)
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<()>
    where
        B::ErrorType: 'static,
    {
        let [(first, _), .., (last, _)] = self.points[..] else { return Ok(()) };
        let axis = self.axis();
        let mut chart = ChartBuilder::on(area)
            .caption(self.caption(), (FONT, 24).into_font().color(&INK))
            .margin(20)
            .margin_right(45)
            .x_label_area_size(if axis.has_zero() { 40 } else { 60 })
            .y_label_area_size(90)
            .build_cartesian_2d((first..last).monthly(), axis.from..axis.to)
            .map_err(failed)?;
        let note = if axis.has_zero() { "" } else { "The vertical axis does not begin at zero." };
        chart
            .configure_mesh()
            .x_desc(note)
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(INK)
            .label_style((FONT, 15).into_font().color(&INK))
            .x_labels(13)
            .x_label_formatter(&|day| day.format("%Y-%m").to_string())
            .y_label_formatter(&|units| label(*units, self.currency))
            .draw()
            .map_err(failed)?;
        let points = || self.points.iter().copied();
        if axis.has_zero() {
            // The size of an area is read as the amount.
            chart.draw_series(AreaSeries::new(points(), 0, ACCENT.mix(0.15))).map_err(failed)?;
        }
        chart.draw_series(LineSeries::new(points(), ACCENT.stroke_width(3))).map_err(failed)?;
        chart.draw_series(points().map(|at| Circle::new(at, 4, ACCENT.filled()))).map_err(failed)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_contains_zero_unless_changes_could_not_be_seen() {
        assert_eq!(Axis::of(500_000, 1_000_000), Axis { from: 0, to: 1_100_000 });
        assert_eq!(Axis::of(-1_000_000, -500_000), Axis { from: -1_100_000, to: 0 });
        assert_eq!(Axis::of(-1_000, 9_000), Axis { from: -2_000, to: 10_000 });
        assert_eq!(Axis::of(900_000, 1_000_000), Axis { from: 0, to: 1_100_000 });
        assert_eq!(Axis::of(990_000, 1_000_000), Axis { from: 989_000, to: 1_001_000 });
        assert!(!Axis::of(-1_000_000, -990_000).has_zero());
        assert_eq!(Axis::of(0, 0), Axis { from: 0, to: 1 });
        assert_eq!(Axis::of(500_000, 500_000), Axis { from: 0, to: 550_000 });
        assert!(Axis::of(i64::MIN, i64::MAX).has_zero());
    }
}
