//! From marks to what kuva calls plots.

use kuva::plot::BandPlot;
use kuva::prelude::{ForestPlot, LinePlot, MarkerShape, Plot, ScatterPlot};

use super::label::label;
use super::{Figure, Mark, Point, Shape};

impl Figure {
    pub(super) fn plots(&self) -> Vec<Plot> {
        self.marks.iter().map(|mark| self.plot(mark)).collect()
    }

    fn plot(&self, mark: &Mark) -> Plot {
        let at = |&(x, y): &Point| (self.x.place(x), self.y.place(y));
        let points: Vec<Point> = mark.points.iter().map(at).collect();
        let color = mark.ink.color();
        let line = |width: f64| {
            LinePlot::new()
                .with_data(points.clone())
                .with_color(color)
                .with_stroke_width(width)
                .with_line_style(mark.ink.dashes())
        };
        let scatter = || {
            let marker = mark.ink.marker();
            ScatterPlot::new().with_data(points.clone()).with_color(color).with_marker(marker)
        };
        match &mark.shape {
            Shape::Line => named(mark, line(2.0), LinePlot::with_legend).into(),
            Shape::Guide => named(mark, line(1.0), LinePlot::with_legend).into(),
            Shape::Points(texts) => {
                let size = if self.is_small { 3.0 } else { 4.0 };
                let plot = scatter().with_size(size);
                let plot = named(mark, plot, ScatterPlot::with_legend);
                if texts.is_empty() { plot } else { plot.with_tooltip_labels(labels(texts)) }.into()
            }
            Shape::Rings => {
                let plot = scatter().with_marker(MarkerShape::Circle);
                plot.with_size(7.5).with_marker_opacity(0.0).with_marker_stroke_width(1.5).into()
            }
            Shape::Dots => {
                let plot = scatter().with_size(2.4);
                named(mark, plot, ScatterPlot::with_legend).into()
            }
            Shape::Errors(bars) => {
                let plot = scatter().with_y_err_asymmetric(bars.iter().copied()).with_size(5.0);
                named(mark, plot, ScatterPlot::with_legend).into()
            }
            Shape::Area(others, opacity) => {
                let xs: Vec<f64> = points.iter().map(|point| point.0).collect();
                let ys: Vec<f64> = points.iter().map(|point| point.1).collect();
                let others: Vec<f64> = others.iter().map(|y| self.y.place(*y)).collect();
                let plot = BandPlot::new(xs, ys, others).with_color(color).with_opacity(*opacity);
                named(mark, plot, BandPlot::with_legend).into()
            }
            Shape::Intervals(names, intervals) => {
                let mut plot = ForestPlot::new().with_null_value(0.0).with_color(color);
                for ((name, point), (low, high)) in labels(names).iter().zip(&points).zip(intervals)
                {
                    plot = plot.with_row(name, point.0, self.x.place(*low), self.x.place(*high));
                }
                plot.into()
            }
        }
    }
}

fn named<P>(mark: &Mark, plot: P, with_legend: impl Fn(P, String) -> P) -> P {
    if mark.name.is_empty() { plot } else { with_legend(plot, label(&mark.name)) }
}

fn labels(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| label(text)).collect()
}
