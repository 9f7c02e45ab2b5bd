//! A picture, for either kind of canvas.

use std::io::Write;

use anstream::adapter::strip_str;
use anyhow::Result;
use kuva::TerminalBackend;
use kuva::backend::svg::SvgBackend;
use kuva::prelude::{Layout, LegendPosition, LinePlot, MarkerShape, Plot, ScatterPlot};
use kuva::render::render::render_multiple;

/// Colours that colour-blind readers tell apart (Okabe and Ito), each with a marker of its own.
const STYLES: [(&str, MarkerShape); 7] = [
    ("#0072b2", MarkerShape::Circle),
    ("#d55e00", MarkerShape::Triangle),
    ("#009e73", MarkerShape::Square),
    ("#cc79a7", MarkerShape::Diamond),
    ("#e69f00", MarkerShape::Cross),
    ("#56b4e9", MarkerShape::Plus),
    ("#000000", MarkerShape::Star),
];
/// What is not the point.
const GREY: &str = "#767676";

pub(super) struct Figure {
    title: String,
    x: String,
    y: String,
    plots: Vec<Plot>,
    x_range: Option<[f64; 2]>,
    y_range: Option<[f64; 2]>,
}

impl Figure {
    pub(super) fn new(
        title: impl Into<String>,
        x: impl Into<String>,
        y: impl Into<String>,
    ) -> Self {
        let (title, x, y) = (title.into(), x.into(), y.into());
        let plots = Vec::new();
        Self { title, x, y, plots, x_range: None, y_range: None }
    }

    /// Both axes from 0 to 1.
    pub(super) fn of_shares(mut self) -> Self {
        self.x_range = Some([0.0, 1.0]);
        self.y_range = Some([0.0, 1.0]);
        self
    }

    pub(super) fn ranges(mut self, x: [f64; 2], y: [f64; 2]) -> Self {
        self.x_range = Some(x);
        self.y_range = Some(y);
        self
    }

    pub(super) fn line(&mut self, points: Vec<(f64, f64)>, style: usize, legend: Option<String>) {
        let line = LinePlot::new()
            .with_data(points)
            .with_color(STYLES[style % STYLES.len()].0)
            .with_stroke_width(2.0);
        self.plots.push(named(legend, line, LinePlot::with_legend).into());
    }

    /// A dashed line to compare with.
    pub(super) fn guide(&mut self, points: Vec<(f64, f64)>, legend: Option<String>) {
        let line = LinePlot::new().with_data(points).with_color(GREY).with_dashed();
        self.plots.push(named(legend, line, LinePlot::with_legend).into());
    }

    pub(super) fn points(&mut self, points: Vec<(f64, f64)>, style: usize, legend: Option<String>) {
        let (color, marker) = STYLES[style % STYLES.len()];
        let points = ScatterPlot::new()
            .with_data(points)
            .with_color(color)
            .with_marker(marker)
            .with_marker_opacity(0.7)
            .with_size(4.0);
        self.plots.push(named(legend, points, ScatterPlot::with_legend).into());
    }

    /// Points with bars that reach down and up by so much.
    pub(super) fn points_with_bars(
        &mut self,
        points: Vec<(f64, f64)>,
        bars: Vec<(f64, f64)>,
        legend: Option<String>,
    ) {
        let points = ScatterPlot::new()
            .with_data(points)
            .with_y_err_asymmetric(bars)
            .with_color(STYLES[0].0)
            .with_size(5.0);
        self.plots.push(named(legend, points, ScatterPlot::with_legend).into());
    }

    pub(super) fn plot(&mut self, plot: impl Into<Plot>) {
        self.plots.push(plot.into());
    }

    fn layout(&self) -> Layout {
        let mut layout = Layout::auto_from_plots(&self.plots)
            .with_title(&self.title)
            .with_x_label(&self.x)
            .with_y_label(&self.y)
            .with_legend_position(LegendPosition::OutsideBottomColumns)
            .with_legend_box(false);
        if let Some([low, high]) = self.x_range {
            layout = layout.with_x_axis_min(low).with_x_axis_max(high);
        }
        if let Some([low, high]) = self.y_range {
            layout = layout.with_y_axis_min(low).with_y_axis_max(high);
        }
        layout
    }

    pub(super) fn svg(self) -> String {
        let layout = self.layout().with_width(720.0).with_height(480.0);
        SvgBackend::new().render_scene(&render_multiple(self.plots, layout))
    }

    /// In the terminal, as wide as it is; without colours where nobody sees them.
    pub(super) fn draw(mut self) -> Result<()> {
        let (columns, rows) = terminal_size::terminal_size()
            .map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)));
        let rows = rows.saturating_sub(2).clamp(20, (columns / 2).max(20));
        let y = std::mem::take(&mut self.y); // upright letters are hard to read: it goes on top
        let layout = self.layout().with_term_rows(rows as u32);
        let scene = render_multiple(self.plots, layout);
        let text = TerminalBackend::new(columns, rows).render_scene(&scene);
        let mut out = anstream::stdout().lock();
        if !y.is_empty() {
            writeln!(out, "  {y} (upwards)")?;
        }
        let is_blank = |line: &&str| strip_str(line).to_string().trim().is_empty();
        let blank = text.lines().rev().take_while(is_blank).count();
        let shown = text.lines().count() - blank;
        text.lines().take(shown).try_for_each(|line| writeln!(out, "{line}"))?;
        Ok(())
    }
}

fn named<P>(legend: Option<String>, plot: P, with_legend: impl Fn(P, String) -> P) -> P {
    match legend {
        Some(legend) => with_legend(plot, legend),
        None => plot,
    }
}

/// At most so many of the rows, evenly spread, because more would only hide each other.
pub(super) fn thinned(rows: usize) -> impl Iterator<Item = usize> {
    const SHOWN: usize = 3000;
    (0..rows).step_by(rows.div_ceil(SHOWN).max(1))
}
