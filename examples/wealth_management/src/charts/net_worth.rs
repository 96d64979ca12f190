//! The net worth at the end of each month, as a line.

use anyhow::Result;
use chrono::NaiveDate;
use fin_infra::prelude::*;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::series::AreaSeries;

use super::canvas::{ACCENT, Canvas, FONT, GRID, INK, Picture, failed};
use super::{label, minor_units};
use crate::output;
use crate::report::ClientReport;

/// Draws the chart.
pub(crate) fn net_worth(canvas: &Canvas, report: &ClientReport) -> Result<()> {
    let currency = report.net.currency();
    let points = report.trend.iter().map(|(month, net)| Ok((*month, minor_units(*net, currency)?)));
    let mut points: Vec<(NaiveDate, i64)> = points.collect::<Result<_>>()?;
    // An axis has a length.
    if let [(month, units)] = points[..] {
        points.push((month.succ_opt().unwrap_or(month), units));
    }
    canvas.draw(&Line { points, report, currency })
}

struct Line<'a> {
    points: Vec<(NaiveDate, i64)>,
    report: &'a ClientReport,
    currency: Currency,
}

impl Line<'_> {
    /// The client, and the growth over the longest time.
    fn caption(&self) -> String {
        let growth = self.report.growth.last().map(|growth| {
            let sign = if growth.absolute.is_sign_negative() { "" } else { "+" };
            let percent = growth.percent.map(|percent| format!(" ({percent:+} %)")).unwrap_or_default();
            let amount = output::amount(growth.absolute, self.currency);
            format!(": {sign}{amount}{percent} in {} months", growth.months)
        });
        format!("Net worth of {} in {}{}", self.report.name, self.currency, growth.unwrap_or_default())
    }

    /// The smallest and the largest amount, with room around them.
    fn amounts(&self) -> std::ops::Range<i64> {
        let units = || self.points.iter().map(|(_, units)| *units);
        let (least, most) = (units().min().unwrap_or_default(), units().max().unwrap_or_default());
        let room = (most.saturating_sub(least) / 10).max(1);
        least.saturating_sub(room)..most.saturating_add(room)
    }
}

impl Picture for Line<'_> {
    fn size(&self) -> (u32, u32) {
        (900, 480)
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<()>
    where
        B::ErrorType: 'static,
    {
        let [(first, _), .., (last, _)] = self.points[..] else { return Ok(()) };
        let amounts = self.amounts();
        let bottom = amounts.start;
        let mut chart = ChartBuilder::on(area)
            .caption(self.caption(), (FONT, 24).into_font().color(&INK))
            .margin(20)
            .margin_right(45)
            .x_label_area_size(40)
            .y_label_area_size(90)
            .build_cartesian_2d((first..last).monthly(), amounts)
            .map_err(failed)?;
        chart
            .configure_mesh()
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
        chart.draw_series(AreaSeries::new(points(), bottom, ACCENT.mix(0.15))).map_err(failed)?;
        chart.draw_series(LineSeries::new(points(), ACCENT.stroke_width(3))).map_err(failed)?;
        chart.draw_series(points().map(|at| Circle::new(at, 4, ACCENT.filled()))).map_err(failed)?;
        Ok(())
    }
}
