//! From values to a canvas; kuva draws.

use std::sync::Arc;

use kuva::backend::svg::SvgBackend;
use kuva::prelude::{Layout, LegendPosition, Theme, TickFormat};
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::label::label;
use super::{Axis, Figure, Ink};
use crate::numbers::short;

/// A file of its own.
const SHEET: (f64, f64) = (720.0, 480.0);
/// As high as the letters of a row are, and what is above and below the rows.
const A_ROW: f64 = 18.0;
const BESIDE_ROWS: f64 = 120.0;
/// A part of a page, narrow so that its letters stay large on a telephone.
const INLINE: (f64, f64) = (440.0, 330.0);
/// One of many beside each other.
const SMALL: (f64, f64) = (250.0, 220.0);

impl Figure {
    /// As an SVG file.
    #[must_use]
    pub fn svg(&self) -> String {
        let height = SHEET.1.max(BESIDE_ROWS + A_ROW * self.n_rows() as f64);
        let layout =
            self.layout().with_title(label(&self.title)).with_width(SHEET.0).with_height(height);
        with_id("plot", &SvgBackend::new().render_scene(&self.scene_with_room(layout)))
    }

    /// As part of an HTML page: without title and background, with its text alternative. The page has no
    /// other picture of that `id`.
    #[must_use]
    pub fn inline_svg(&self, id: &str) -> String {
        let mut scene = self.scene_with_room(self.inline_layout());
        scene.background_color = None;
        let svg = with_id(id, &SvgBackend::new().render_scene(&scene));
        let size = format!("viewBox=\"0 0 {:.0} {:.0}\"", scene.width, scene.height);
        let alt = self.alt.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let (_, content) = svg.split_once('>').unwrap_or_default();
        format!("<svg id=\"{id}\" {size} role=\"img\" aria-label=\"{alt}\">{content}")
    }

    fn inline_layout(&self) -> Layout {
        let (width, height) = if self.is_small { SMALL } else { INLINE };
        let layout = self.layout().with_width(width).with_height(height);
        layout.with_tick_size(14).with_label_size(15).with_body_size(14)
    }

    pub(super) fn layout(&self) -> Layout {
        let theme = Theme { text_color: Ink::Text.color().into(), ..Theme::light() };
        let mut layout = Layout::auto_from_plots(&self.plots())
            .with_x_label(label(&self.x.label))
            .with_y_label(label(&self.y.label))
            .with_legend_position(LegendPosition::OutsideBottomColumns)
            .with_legend_box(false)
            .with_theme(theme);
        let count = if self.is_small || self.n_rows() > 0 { 3 } else { 5 };
        let (x, y) = (self.x.scale(layout.x_range, count), self.y.scale(layout.y_range, count));
        layout = layout.with_x_axis_min(x.low).with_x_axis_max(x.high).with_x_tick_step(x.step);
        if layout.y_categories.is_none() {
            layout = layout.with_y_axis_min(y.low).with_y_axis_max(y.high).with_y_tick_step(y.step);
        }
        layout.with_x_tick_format(x.text).with_y_tick_format(y.text)
    }

    fn scene(&self, layout: Layout) -> Scene {
        render_multiple(self.plots(), layout)
    }

    /// As wide and as high as all letters need: kuva counts on fewer lines of legend than it may write,
    /// and on narrower numbers below its axis.
    fn scene_with_room(&self, layout: Layout) -> Scene {
        const BELOW: f64 = 8.0;
        const WIDTH_OF_A_LETTER: f64 = 0.62;
        let mut scene = self.scene(layout);
        for element in &scene.elements {
            if let Primitive::Text { x, y, content, size, anchor, rotate: None, .. } = element {
                let width = WIDTH_OF_A_LETTER * f64::from(*size) * content.chars().count() as f64;
                let right = match anchor {
                    TextAnchor::Start => x + width,
                    TextAnchor::Middle => x + width / 2.0,
                    TextAnchor::End => *x,
                };
                scene.width = scene.width.max(right.ceil());
                scene.height = scene.height.max((y + BELOW).ceil());
            }
        }
        scene
    }
}

impl Axis {
    /// Where a value stands on the axis that is drawn: on one of powers of ten, so many decades from its
    /// beginning.
    pub(super) fn place(&self, value: f64) -> f64 {
        if self.is_log { decades(value) - self.first_decade() } else { value }
    }

    fn first_decade(&self) -> f64 {
        self.range.map_or(0.0, |[low, _]| decades(low))
    }

    /// What is drawn of it; `found` are the ends of its values, for an axis of which none are set.
    fn scale(&self, found: (f64, f64), count: usize) -> Scale {
        const MOST_DECADES: f64 = 6.0;
        const MARGIN: f64 = 0.04;
        let width = found.1 - found.0;
        let margin = if width > 0.0 { MARGIN * width } else { 1.0 };
        let around = [found.0 - margin, found.1 + margin];
        let [low, high] = self.range.map_or(around, |ends| ends.map(|end| self.place(end)));
        if !self.is_log {
            let (step, text) = (tick_step([low, high], count), TickFormat::Custom(Arc::new(short)));
            return Scale { low, high, step, text };
        }
        let first = self.first_decade();
        let text = move |place: f64| power_of_ten((place + first).round() as i64);
        let step = ((high - low) / MOST_DECADES).ceil().max(1.0);
        Scale { low, high, step, text: TickFormat::Custom(Arc::new(text)) }
    }
}

/// The ends of an axis, how far apart its ticks are, and how they are written.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
    text: TickFormat,
}

/// How far apart the ticks of an axis are: 1, 2, 2.5 or 5 times a power of ten, about so many of them. The power
/// comes from decimal text, because `powf` is not the same on every machine.
fn tick_step([low, high]: [f64; 2], count: usize) -> f64 {
    const NICE: [(f64, &str); 4] = [(1.5, "1"), (2.25, "2"), (3.5, "2.5"), (7.5, "5")];
    let apart = (high - low) / count as f64;
    let text = format!("{apart:e}"); // such as 3.4e-3
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: f64 = digits.parse().unwrap_or(1.0);
    let nice = NICE.iter().find(|(below, _)| digits < *below).map_or("10", |(_, nice)| nice);
    format!("{nice}e{exponent}").parse().unwrap_or(apart)
}

fn decades(value: f64) -> f64 {
    pxfm::f_log10(value)
}

/// `10^k` as it is written by hand.
fn power_of_ten(k: i64) -> String {
    if (-2..=3).contains(&k) {
        let power = |n: i64| "0".repeat(n.unsigned_abs() as usize);
        return if k < 0 { format!("0.{}1", power(k + 1)) } else { format!("1{}", power(k)) };
    }
    let superscript = |digit: char| match digit {
        '-' => '⁻',
        _ => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹']
            [digit.to_digit(10).unwrap_or_default() as usize],
    };
    format!("10{}", k.to_string().chars().map(superscript).collect::<String>())
}

/// kuva counts what it draws; a picture is the same whatever was drawn before.
fn with_id(id: &str, svg: &str) -> String {
    let Some((_, rest)) = svg.split_once("id=\"kuva-clip-") else { return svg.to_owned() };
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    svg.replace(&format!("kuva-clip-{number}\""), &format!("{id}-clip\""))
        .replace(&format!("#kuva-clip-{number})"), &format!("#{id}-clip)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_read_as_numbers() {
        let texts = [-12, -2, -1, 0, 1, 4, 10].map(power_of_ten);
        assert_eq!(texts, ["10⁻¹²", "0.01", "0.1", "1", "10", "10⁴", "10¹⁰"]);
    }

    #[test]
    fn ticks_are_at_round_numbers() {
        let steps = [[0.0, 1.0], [0.0, 2.0], [0.1, 0.9], [-3.0, 60.0], [1e-9, 4e-9]];
        assert_eq!(steps.map(|ends| tick_step(ends, 5)), [0.2, 0.5, 0.2, 10.0, 5e-10]);
        for k in -300..300 {
            let power: f64 = format!("1e{k}").parse().unwrap();
            assert_eq!(tick_step([0.0, power], 1), power);
        }
    }

    #[test]
    fn a_picture_on_a_page_says_what_it_shows() {
        let mut figure = Figure::new("T", "x", "y").described("a < \"b\"").of_shares();
        figure.line(vec![(0.0, 0.0), (1.0, 1.0)], Ink::Model, "");
        let svg = figure.inline_svg("a");
        assert!(svg.starts_with("<svg id=\"a\" viewBox=\"0 0 440 "), "{svg}");
        assert!(svg.contains("role=\"img\" aria-label=\"a &lt; &quot;b&quot;\">"), "{svg}");
        assert!(!svg.contains("width=\"100%\"") && !svg.contains("kuva-clip"), "{svg}");
        assert_eq!(svg, figure.inline_svg("a"));
    }

    #[test]
    fn marks_stand_where_the_axes_say() {
        let mut figure = Figure::new("T", "x", "y").ranges([0.01, 100.0], [1e-12, 1.0]);
        figure = figure.log_x().log_y();
        figure.line(vec![(0.01, 1e-12), (1.0, 1e-6), (100.0, 1.0)], Ink::Model, "");
        let svg = figure.inline_svg("a");
        let path = svg.split("<path d=\"M ").nth(1).unwrap().split('"').next().unwrap();
        let places: Vec<f64> =
            path.split([' ', 'L']).filter_map(|word| word.parse().ok()).collect();
        let [x0, y0, x1, y1, x2, y2] = places[..] else { panic!("{path}") };
        assert!((x0 + x2 - 2.0 * x1).abs() < 0.02 && (y0 + y2 - 2.0 * y1).abs() < 0.02, "{path}");
    }
}
